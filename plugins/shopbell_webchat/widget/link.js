// The connection to the shop: a WebSocket that comes back by itself, or a long poll where no socket gets through.
// It knows nothing of the conversation: `listener` says where to resume and hears every frame.

const CLOSE_TOKEN = 4001, CLOSE_FLOOD = 4029, RESTART = 1012;
const FINAL = [4000, 4002, 4003]; // our mistake or not our shop: trying again would not help
const QUIET = 25_000; // ms without a frame after which we ask whether the shop is still there
const PATIENCE = 10_000; // ms for its answer
const POLL_SECONDS = 20;
const POLLS_BEFORE_SOCKET = 15; // then see whether a socket gets through by now

export class Link {
  #listener; #base; #socket = null; #failures = 0; #polling = null; #timer = 0; #heartbeat = 0; #online = false;
  #stopped = true;

  constructor(base, site, listener) {
    this.#base = base;
    this.site = site;
    this.#listener = listener; // {resume() -> {token, after}, frame(frame), state(name), lost()}
    this.wake = this.wake.bind(this);
  }

  start() {
    if (!this.#stopped) return;
    this.#stopped = false;
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.#drop();
  }

  /** Try at once instead of after the pause, or see whether a socket that looks open still is. */
  wake() {
    if (this.#stopped || document.visibilityState === "hidden") return;
    if (this.#online && this.#socket) this.#ask();
    else if (this.#timer) this.#connect();
  }

  /** Send a frame now. Returns false when there is no connection: the caller keeps it. */
  send(frame) {
    if (!this.#online) return false;
    if (this.#socket) this.#socket.send(JSON.stringify(frame));
    else this.#post(frame);
    return true;
  }

  #connect() {
    this.#drop();
    this.#listener.state("connecting");
    // Two sockets in a row that never opened: a proxy may forbid them. A long poll passes everywhere.
    if (this.#failures % 3 === 2) this.#poll();
    else this.#open();
  }

  #open() {
    const socket = this.#socket = new WebSocket(`${this.#base.replace(/^http/, "ws")}ws`);
    this.#heartbeat = setTimeout(() => this.#again(), PATIENCE);
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "hello", v: 1, site: this.site, ...this.#listener.resume() }));
    };
    socket.onmessage = (event) => {
      this.#breathe();
      this.#hear(JSON.parse(event.data));
    };
    socket.onclose = (event) => this.#closed(event.code);
  }

  #hear(frame) {
    if (frame.type === "welcome") this.#established();
    if (frame.type !== "pong") this.#listener.frame(frame);
  }

  #established() {
    this.#failures = 0;
    this.#online = true;
    this.#listener.state("online");
  }

  #closed(code) {
    if (code === CLOSE_TOKEN) this.#listener.lost();
    if (FINAL.includes(code)) {
      this.stop();
      this.#listener.state("stopped");
    } else this.#again(code);
  }

  #again(code = 0) {
    this.#drop();
    if (this.#stopped) return;
    const longest = Math.min(30_000, 500 * 2 ** this.#failures++);
    // After a restart everybody comes back at the same moment; spread out, but unnoticed.
    const pause = code === RESTART ? 700 * Math.random() : longest * (0.5 + Math.random() / 2);
    if (code !== RESTART) this.#listener.state(navigator.onLine ? "connecting" : "offline");
    this.#timer = setTimeout(() => this.#connect(), code === CLOSE_FLOOD ? 15_000 + pause : pause);
  }

  #drop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#heartbeat);
    this.#timer = 0;
    this.#online = false;
    this.#polling?.abort();
    this.#polling = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null; // a dead network reports a close minutes later
    socket.close();
  }

  #breathe() {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => this.#ask(), QUIET);
  }

  #ask() {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => this.#again(), PATIENCE);
    this.#socket?.send('{"type":"ping"}');
  }

  async #poll() {
    const polling = this.#polling = new AbortController();
    try {
      for (let round = 0; round < POLLS_BEFORE_SOCKET; round++) {
        if (!this.#listener.resume().token) this.#hear({ type: "welcome", ...await this.#fetch("token", { site: this.site }) });
        const wait = this.#online ? POLL_SECONDS : 0;
        const page = await this.#fetch(`messages?after=${this.#listener.resume().after}&wait=${wait}`);
        if (polling.signal.aborted) return;
        if (!this.#online) this.#established();
        for (const message of page.messages) this.#listener.frame(message);
        if (!page.messages.length) this.#listener.frame({ type: "ready", seq: page.seq });
      }
      this.#failures = 1; // one try: when no socket gets through even now, the next round polls again
      this.#connect();
    } catch (error) {
      if (!polling.signal.aborted) this.#again();
    }
  }

  async #post(frame) {
    try {
      this.#listener.frame(await this.#fetch("messages", frame));
    } catch (problem) {
      this.#listener.frame({ type: "error", id: frame.id, code: problem.code || "busy", retry_after: problem.retry_after });
    }
  }

  async #fetch(path, body) {
    const { token } = this.#listener.resume();
    const response = await fetch(this.#base + path, {
      method: body ? "POST" : "GET",
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      credentials: "omit",
      signal: body ? undefined : this.#polling.signal,
    });
    if (response.status === 401) this.#listener.lost();
    const answer = await response.json();
    if (!response.ok) throw { code: answer.code, retry_after: Number(response.headers.get("Retry-After")) || undefined };
    return answer;
  }
}
