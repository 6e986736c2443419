// Building page nodes. Text only ever enters as text: there is no HTML anywhere in the widget.

/** An element: `make("a.link", {href}, "words", node)`. Attributes that are null or false are left out. */
export function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node[key] = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** The address if a click on it is harmless (no javascript:, no data:), else null. */
export function safeUrl(url) {
  try {
    const { protocol, href } = new URL(url, location.href);
    return ["https:", "http:", "mailto:", "tel:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the shop's page, unless it stays on the shop's own site. */
export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return make("span", {}, ...children);
  const own = href.startsWith(location.origin + "/") || !href.startsWith("http");
  return make("a", { href, target: own ? null : "_blank", rel: own ? null : "noopener noreferrer" }, ...children);
}
