// The chat window: joins the conversation, the store and the connection, and keeps keyboard and screen reader in mind.
import { Conversation } from "./conversation.js";
import { make } from "./dom.js";
import { Link } from "./link.js";
import { Store } from "./store.js";
import { sheet } from "./style.js";

const LANGUAGES = ["en", "de", "fr", "es"];
const RTL = /^(ar|fa|he|ur)\b/i;
const TYPING = 8_000; // ms after which "is writing" goes by itself
const CLOSE = "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z";
const SEND = "M3 20.5v-7l9-1.5-9-1.5v-7L22 12z";

/** Build the window (closed) and go on with the visitor's conversation, if there is one. */
export async function start(site) {
  const language = site.locale.slice(0, 2).toLowerCase();
  const spoken = LANGUAGES.includes(language) ? language : "en";
  return new Panel(site, (await import(`./words/${spoken}.js`)).default, spoken);
}

class Panel {
  #typing = 0; #unread = 0; #opened;

  constructor(site, words, spoken) {
    this.site = site;
    this.words = words;
    this.store = new Store(site.name);
    this.link = new Link(site.base, site.name, {
      resume: () => ({ ...this.store.resume(), ...(site.data.login && { login: site.data.login }) }),
      frame: (frame) => this.#hear(frame),
      state: (name) => this.#state(name),
      lost: () => this.#startAfresh(),
    });
    this.#opened = `shopbell:${site.name}:open`;
    this.#build(spoken);
    this.#restore();
    addEventListener("storage", (event) => { if (this.store.isForgotten(event)) this.reset(); });
    site.emit("ready");
    if (this.store.token || this.store.pending.size) this.link.start();
    // On the next page of the shop the window is as it was; on a phone it would hide that page.
    if (remembered(this.#opened) && !this.#isFull()) this.open({ focus: false });
  }

  /** `text` is put into the field, for the visitor to send. */
  open({ focus = true, text = "" } = {}) {
    this.link.start();
    this.node.hidden = false;
    this.node.setAttribute("aria-modal", String(this.#isFull()));
    this.site.button.setAttribute("aria-expanded", "true");
    this.#count(0);
    this.talk.toEnd();
    // A touch keyboard would cover what was said so far; it comes when the field is touched.
    if (focus) (matchMedia("(hover: hover)").matches ? this.field : this.node).focus();
    if (text) this.field.value = text;
    remember(this.#opened, "1");
    this.site.emit("open");
  }

  close() {
    if (this.node.hidden) return;
    const inside = this.node.contains(this.node.getRootNode().activeElement);
    this.node.hidden = true;
    this.site.button.setAttribute("aria-expanded", "false");
    if (inside) this.site.button.focus();
    remember(this.#opened, null);
    this.site.emit("close");
  }

  toggle() { this.node.hidden ? this.open() : this.close(); }

  /** Forget this visitor in this browser; the next message is a stranger's. */
  reset() {
    this.link.stop();
    this.store.reset();
    this.talk.clear();
    this.#count(0);
    if (!this.node.hidden) this.link.start();
  }

  /** A link led here: say so, for the conversation to go on in this window. */
  follow(invitation) {
    this.open({ focus: false });
    this.say(this.words.follow, undefined, invitation);
  }

  say(text, payload, invitation) {
    const { product, stage, locale } = this.site;
    const context = { page: location.href.split("#")[0].slice(0, 2000), product, stage, locale };
    const said = this.store.queue(text, payload, context, invitation);
    if (!said) return this.#tell(this.words.full);
    this.talk.wait(said);
    this.#send(said);
    this.link.start();
  }

  #send(said) {
    const { id, text, payload, context, invitation } = said;
    said.fate = this.link.send({ type: "message", id, text, payload, context, invitation }) ? "sending" : "waiting";
    this.talk.update(said);
  }

  #hear(frame) {
    const heard = {
      welcome: () => {
        this.store.welcome(frame);
        this.talk.busy(true);
        this.#title();
        for (const said of this.store.pending.values()) if (said.fate === "waiting" || said.fate === "sending") this.#send(said);
      },
      ready: () => this.talk.busy(false),
      message: () => this.#show(frame),
      ack: () => {
        const said = this.store.acknowledge(frame.id);
        if (said) this.talk.update(said);
        this.site.emit("sent", { id: frame.id });
      },
      typing: () => this.#isTyping(true),
      error: () => this.#refused(frame),
    }[frame.type];
    heard?.(); // what a newer shop says further is not for us
  }

  #show(message) {
    if (!this.store.add(message)) return;
    this.talk.add(message);
    if (message.author === "customer") return;
    this.talk.busy(false);
    this.#isTyping(false);
    if (this.node.hidden) this.#count(this.#unread + 1);
    this.site.emit("message", message);
  }

  #refused({ id, code, text, retry_after: pause }) {
    const said = id && this.store.pending.get(id);
    if (!said) return this.site.emit("error", { code, text });
    if (pause) {
      said.fate = "waiting";
      this.talk.update(said);
      setTimeout(() => { if (said.fate === "waiting") this.#send(said); }, pause * 1000);
    } else {
      this.talk.update(this.store.fail(id));
      if (code === "too_long") this.#tell(this.words.long);
    }
    this.site.emit("error", { id, code, text });
  }

  #retry(id) {
    const failed = this.store.pending.get(id);
    this.store.pending.delete(id);
    this.talk.remove(id);
    if (failed) this.say(failed.text, failed.payload);
    this.field.focus();
  }

  #startAfresh() {
    const waiting = [...this.store.pending.values()];
    this.store.reset();
    this.talk.clear();
    for (const { text, payload, context, invitation } of waiting) {
      const said = this.store.queue(text, payload, context, invitation);
      this.talk.wait(said);
    }
  }

  #state(name) {
    const text = { connecting: this.words.connecting, offline: this.words.offline, stopped: this.words.stopped }[name];
    clearTimeout(this.telling);
    // A short break is nobody's business: a reconnect within two seconds is not mentioned.
    if (name === "connecting") this.telling = setTimeout(() => this.#tell(text), 2_000);
    else this.#tell(text || "");
    if (name !== "online") {
      for (const said of this.store.pending.values()) {
        if (said.fate !== "sending") continue;
        said.fate = "waiting";
        this.talk.update(said);
      }
    }
  }

  #tell(text) { this.status.textContent = text; }

  #isTyping(yes) {
    clearTimeout(this.#typing);
    this.typing.textContent = yes ? this.words.typing.replace("{shop}", this.#name()) : "";
    if (yes) this.#typing = setTimeout(() => this.#isTyping(false), TYPING);
  }

  #count(unread) {
    this.#unread = unread;
    this.badge.textContent = unread ? String(unread) : "";
    const label = unread ? `${this.words.open}. ${this.words.unread.replace("{n}", unread)}` : this.words.open;
    this.site.button.setAttribute("aria-label", label);
    if (unread) this.site.emit("unread", { count: unread });
  }

  #name() { return this.store.shop || this.words.chat; }

  #title() {
    this.heading.textContent = this.#name();
    this.node.setAttribute("aria-label", `${this.words.chat}: ${this.#name()}`);
  }

  #isFull() { return matchMedia("(max-width: 480px)").matches; }

  #build(spoken) {
    const { site, words } = this;
    this.heading = make("h2");
    this.status = make("div.state", { role: "status", dir: "auto" });
    this.typing = make("div.typing", { role: "status" });
    this.badge = make("span.count", { "aria-hidden": "true" });
    this.field = make("textarea", { rows: "1", dir: "auto", placeholder: words.write, "aria-label": words.write, enterkeyhint: "send", maxlength: "4000" });
    this.talk = new Conversation(words, site.locale, () => this.#name(), {
      choose: (option) => {
        this.say(option.label, option.payload ?? option.label);
        (matchMedia("(hover: hover)").matches ? this.field : this.talk.node).focus(); // the button may be gone
      },
      retry: (id) => this.#retry(id),
    });
    const close = make("button.round", { type: "button", "aria-label": words.close, onclick: () => this.close() }, site.icon(CLOSE));
    const send = make("button.round", { "aria-label": words.send }, site.icon(SEND));
    this.node = make("section.panel", { role: "dialog", tabindex: "-1", hidden: true, part: "panel" },
      make("header", {}, this.heading, close), this.status, this.talk.node, this.typing,
      make("form", { novalidate: true, onsubmit: (event) => this.#submit(event) }, this.field, send));
    this.node.dir = RTL.test(site.locale) || getComputedStyle(document.documentElement).direction === "rtl" ? "rtl" : "ltr";
    this.node.lang = spoken;
    this.node.onkeydown = (event) => this.#key(event);
    this.field.oninput = () => this.#grow();
    this.#title();
    site.button.append(this.badge);
    const root = site.host.shadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    root.prepend(this.node);
  }

  #restore() {
    this.talk.busy(true);
    for (const message of this.store.messages) this.talk.add(message);
    for (const said of this.store.pending.values()) this.talk.wait(said);
    this.talk.busy(false);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.#grow();
    this.say(text);
  }

  #key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && event.target === this.field && !event.shiftKey && !event.isComposing) {
      this.#submit(event);
    } else if (event.key === "Tab" && this.#isFull()) this.#keepFocus(event);
  }

  /** Full screen on a phone the window is modal: Tab goes round inside it. */
  #keepFocus(event) {
    const stops = [...this.node.querySelectorAll("a[href],button,textarea,[tabindex='0']")];
    const at = this.node.getRootNode().activeElement;
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (at !== edge && at !== this.node) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(132, this.field.scrollHeight + 3)}px`;
  }
}

function remembered(name) {
  try { return sessionStorage.getItem(name); } catch { return null; }
}

function remember(name, value) {
  try { value === null ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, value); } catch { /* not kept */ }
}
