// The little Markdown that replies use: bold, italics, links, lists, line breaks. Everything else stays as written.
import { link, make } from "./dom.js";

const INLINE = /\*\*(.+?)\*\*|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|\[([^\]]+)\]\(([^()\s]+)\)|https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g;
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g;
const ITEM = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/;

/** Text as nodes; only web addresses become more than text. */
export function plain(text) { return inline(text, ADDRESS); }

/** Markdown as nodes. */
export function markdown(text) {
  const nodes = [];
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    const last = nodes.at(-1);
    if (item) {
      const tag = item[1] ? "OL" : "UL";
      const list = last?.tagName === tag ? last : make(tag, item[1] ? { start: item[1] } : {});
      if (list !== last) nodes.push(list);
      list.append(make("li", {}, inline(item[2], INLINE)));
    } else if (!line.trim()) nodes.push("");
    else if (last?.tagName === "P") last.append(make("br"), ...inline(line, INLINE));
    else nodes.push(make("p", {}, inline(line.replace(/^#+\s+/, ""), INLINE)));
  }
  return nodes.filter(Boolean);
}

function inline(text, pattern) {
  const nodes = [];
  let done = 0;
  for (const found of text.matchAll(pattern)) {
    const [all, bold, star, underline, label, url] = found;
    nodes.push(text.slice(done, found.index));
    if (bold) nodes.push(make("strong", {}, inline(bold, pattern)));
    else if (star || underline) nodes.push(make("em", {}, inline(star || underline, pattern)));
    else nodes.push(link(url || all, label || all));
    done = found.index + all.length;
  }
  return [...nodes, text.slice(done)].filter(Boolean);
}
