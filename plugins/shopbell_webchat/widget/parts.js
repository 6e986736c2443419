// The parts of a reply as page nodes: one function per part, named as the shop names it.
import { link, make, safeUrl } from "./dom.js";
import { markdown, plain } from "./markdown.js";

/** All nodes of a reply. `chat` is {words, locale, choose(option)}. Parts of a newer shop are skipped. */
export function render(parts, chat) {
  return parts.flatMap((part) => PARTS[part.type]?.(part, chat) ?? []);
}

const bubble = (...children) => make("div.bubble", { dir: "auto", part: "bubble" }, ...children);

const PARTS = {
  text: (part) => bubble(part.markdown ? markdown(part.text) : plain(part.text)),
  options: (part, chat) => make("div.options.quick", { role: "group", "aria-label": chat.words.options }, buttons(part.options, chat)),
  card: (part, chat) => card(part, chat, [title(part), part.subtitle && make("div", {}, part.subtitle)]),
  product: (part, chat) => card(part, chat, [title(part), price(part, chat), stock(part, chat)]),
  carousel: (part, chat) => carousel(part.cards.map((each) => PARTS.card(each, chat)), chat.words),
  image: (part) => make("figure", { dir: "auto" }, link(part.url, picture(part.url, part.alt)), part.caption && make("figcaption", {}, part.caption)),
  video: (part) => attachment(part.url, part.caption),
  audio: (part) => attachment(part.url, part.transcript),
  file: (part) => attachment(part.url, part.name),
  list: (part, chat) => make("div.card", { dir: "auto" }, make("strong", {}, part.title), make("div.options.rows", {}, buttons(part.items, chat))),
  location: (part, chat) => make("div.card", { dir: "auto" }, part.name && make("strong", {}, part.name), part.address && make("div", {}, part.address), action(map(part), chat.words.map)),
  payment: (part, chat) => make("div.card", { dir: "auto" }, make("strong", {}, part.title), action(part.url, chat.words.pay.replace("{amount}", money(part.amount, part.currency, chat)))),
};

function buttons(options = [], chat) {
  return options.map((option) => option.url
    ? action(option.url, option.label)
    : make("button.option", { type: "button", dir: "auto", onclick: () => chat.choose(option) }, option.label));
}

function action(url, label) {
  const node = link(url, label);
  node.className = "option";
  return node;
}

function card(part, chat, body) {
  const choices = buttons(part.options, chat);
  return make("article.card", { dir: "auto" },
    part.image && picture(part.image, part.image_alt ?? part.title),
    body,
    choices.length ? make("div.options.rows", {}, choices) : null);
}

const title = (part) => make("strong", {}, part.url ? link(part.url, part.title) : part.title);

function price(part, chat) {
  const { words } = chat;
  const now = make("span.price", {}, money(part.price, part.currency, chat));
  if (!part.was_price) return make("div", {}, now);
  return make("div", {}, make("s", {}, make("span.unseen", {}, `${words.before} `), money(part.was_price, part.currency, chat)), " ",
    make("span.unseen", {}, words.now), now);
}

const stock = (part, { words }) => part.in_stock === false ? make("div.out", {}, words.out) : null;

function picture(url, alt) {
  const src = safeUrl(url);
  const image = make("img", { src, alt: alt || "", loading: "lazy", referrerpolicy: "no-referrer" });
  // A picture that does not come (or that the page's policy forbids) leaves its words.
  image.onerror = () => image.replaceWith(make("span.missing", {}, alt || ""));
  return image;
}

function carousel(cards, words) {
  const track = make("ul.track", { tabindex: "0", "aria-label": words.cards }, cards.map((each) => make("li", {}, each)));
  const turn = (sign) => () => {
    const ahead = getComputedStyle(track).direction === "rtl" ? -1 : 1;
    track.scrollBy({ left: sign * ahead * track.clientWidth * 0.8, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };
  return make("div.carousel", {}, track, make("div.turn", {},
    make("button.option", { type: "button", "aria-label": words.previous, onclick: turn(-1) }, "‹"),
    make("button.option", { type: "button", "aria-label": words.next, onclick: turn(1) }, "›")));
}

const attachment = (url, name) => make("div.card", { dir: "auto" }, action(url, name || url.split("/").pop()));
const map = ({ latitude, longitude }) => `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;

function money(minor, currency, { locale }) {
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency });
    return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch {
    return `${minor / 100} ${currency}`;
  }
}
