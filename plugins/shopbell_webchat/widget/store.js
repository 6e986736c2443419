// What this browser knows of the conversation: shared by its tabs, kept over reloads, sent again until it arrived.

const KEEP = 80; // messages shown again at once on the next page; older ones are with the shop
const QUEUE = 50; // messages not yet with the shop

export class Store {
  #key; #storage;

  constructor(site, storage = safeStorage()) {
    this.#key = `shopbell:${site}`;
    this.#storage = storage;
    this.clear();
    Object.assign(this, this.#read(this.#key) || {});
    for (let index = 0; index < storage.length; index++) {
      const name = storage.key(index);
      const waiting = name.startsWith(`${this.#key}:q:`) && this.#read(name);
      if (waiting) this.pending.set(waiting.id, { ...waiting, fate: "waiting" });
    }
    this.pending = new Map([...this.pending].sort(([, one], [, other]) => one.at - other.at));
  }

  clear() {
    this.token = null;
    this.seq = 0; // the last message we have; the shop sends what comes after it
    this.shop = "";
    this.messages = []; // as the shop sent them, by seq
    this.pending = new Map(); // id -> {id, text, payload, context, at, fate: waiting | sending | sent | failed}
  }

  /** The storage event's key: did another tab forget everything? */
  isForgotten(event) { return event.key === null || (event.key === this.#key && event.newValue === null); }

  /** Another tab may have got the token first: one browser is one visitor. */
  resume() {
    if (!this.token) this.token = this.#read(this.#key)?.token || null;
    return { token: this.token, after: this.seq };
  }

  welcome({ token, shop }) {
    this.token = token;
    this.shop = shop || this.shop;
    this.#save();
  }

  /** A message of the shop's transcript. Returns false when it is here already. */
  add(message) {
    if (message.seq <= this.seq) return false;
    this.seq = message.seq;
    this.messages.push(message);
    this.#forget(message.id);
    this.pending.delete(message.id);
    this.#save();
    return true;
  }

  /** Queue a message; returns it, or null when too many wait. */
  queue(text, payload, context, invitation) {
    if (this.pending.size >= QUEUE) return null;
    const said = { id: newId(), text, payload, context, invitation, at: Date.now(), fate: "waiting" };
    this.pending.set(said.id, said);
    try { this.#storage.setItem(`${this.#key}:q:${said.id}`, JSON.stringify(said)); } catch { /* full: kept in memory */ }
    return said;
  }

  /** It is on the shop's disk: nothing to send again, though its place in the conversation is yet to come. */
  acknowledge(id) {
    this.#forget(id);
    return this.#fate(id, "sent");
  }

  /** The shop refused it for good: only its writer can decide. */
  fail(id) {
    this.#forget(id);
    return this.#fate(id, "failed");
  }

  reset() {
    for (const id of this.pending.keys()) this.#forget(id);
    this.clear();
    this.#storage.removeItem(this.#key);
  }

  #fate(id, fate) {
    const said = this.pending.get(id);
    if (said) said.fate = fate;
    return said;
  }

  #forget(id) { if (id) this.#storage.removeItem(`${this.#key}:q:${id}`); }

  #read(name) {
    try { return JSON.parse(this.#storage.getItem(name)); } catch { return null; }
  }

  #save() {
    const { token, seq, shop } = this;
    this.messages = this.messages.slice(-KEEP);
    try {
      this.#storage.setItem(this.#key, JSON.stringify({ token, seq, shop, messages: this.messages }));
    } catch { /* the browser keeps nothing: a reload fetches it all again, if it keeps the token at all */ }
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** localStorage, or a stand-in in memory where the browser forbids it. */
function safeStorage() {
  try {
    localStorage.length;
    return localStorage;
  } catch {
    const kept = new Map();
    return {
      get length() { return kept.size; },
      key: (index) => [...kept.keys()][index],
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => kept.set(name, value),
      removeItem: (name) => kept.delete(name),
    };
  }
}
