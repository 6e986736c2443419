// The list of messages: what the shop sent, in its order, and below it what is not yet with the shop.
import { make } from "./dom.js";
import { plain } from "./markdown.js";
import { render } from "./parts.js";

export class Conversation {
  #words; #shop; #chat; #rows = new Map(); // a message's own id -> its row

  /** `act` is {choose(option), retry(id)}; `shop` gives the shop's name. */
  constructor(words, locale, shop, act) {
    this.#words = words;
    this.#shop = shop;
    this.#chat = { words, locale, choose: act.choose };
    this.retry = act.retry;
    this.node = make("div.log", { role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: "0" });
    this.clear();
  }

  clear() {
    this.node.replaceChildren(make("p.hint", {}, this.#words.hello));
    this.#rows.clear();
  }

  /** While missed messages arrive they are not read out one by one. */
  busy(yes) { this.node.setAttribute("aria-busy", String(yes)); }

  /** Show a stored message. Rows still waiting stay below it. */
  add(message) {
    if (message.author === "customer") this.#settle(message);
    else this.#insert(this.#theirs(message));
    for (const old of [...this.node.querySelectorAll(".quick")].slice(0, -1)) old.remove();
  }

  /** Show a message that the shop has not confirmed yet. */
  wait(said) {
    for (const old of this.node.querySelectorAll(".quick")) old.remove(); // they were for the message before
    const row = this.#mine(said);
    row.dataset.waiting = "";
    this.node.append(row);
    this.update(said);
    this.toEnd();
  }

  /** Show what became of it. */
  update({ id, fate }) {
    const row = this.#rows.get(id);
    const line = row?.querySelector(".fate");
    if (!line) return;
    line.className = `fate ${fate}`;
    const again = fate === "failed" && make("button.option", { type: "button", onclick: () => this.retry(id) }, this.#words.retry);
    line.replaceChildren(this.#words[fate], again || "");
  }

  remove(id) {
    this.#rows.get(id)?.remove();
    this.#rows.delete(id);
  }

  toEnd() { this.node.scrollTop = this.node.scrollHeight; }

  #settle(message) {
    const known = this.#rows.get(message.id);
    const first = this.node.querySelector("[data-waiting]");
    const row = known || this.#mine(message);
    delete row.dataset.waiting;
    row.querySelector(".fate")?.remove();
    if (!known || (first && first !== row)) this.#insert(row);
    for (const old of this.node.querySelectorAll(".quick")) if (old.compareDocumentPosition(row) & 4) old.remove();
  }

  #insert(row) {
    const { node } = this;
    const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
    node.insertBefore(row, node.querySelector("[data-waiting]"));
    if (atEnd) node.scrollTop = row.offsetTop - 16; // a long answer is read from its beginning
  }

  #mine({ id, text }) {
    const said = make("div.bubble", { dir: "auto", part: "bubble" }, make("span.unseen", {}, `${this.#words.you}: `), plain(text));
    const row = make("div.row.me", {}, said, make("div.fate"));
    this.#rows.set(id, row);
    return row;
  }

  #theirs({ author, parts }) {
    const who = author === "bot" ? make("span.unseen", {}, `${this.#shop()}: `) : make("span.who", {}, author);
    return make("div.row", {}, who, render(parts, this.#chat));
  }
}
