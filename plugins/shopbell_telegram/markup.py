"""How words look in Telegram: its small HTML, from plain text or Markdown."""

from functools import cache
from html import escape as escape_html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_OPEN = {
    "strong_open": "<b>",
    "em_open": "<i>",
    "s_open": "<s>",
    "heading_open": "<b>",
    "blockquote_open": "<blockquote>",
}
_CLOSE = {
    "strong_close": "</b>", "em_close": "</i>", "s_close": "</s>", "heading_close": "</b>\n\n",
    "blockquote_close": "</blockquote>\n", "link_close": "</a>",
}  # fmt: skip
WEB = ("http://", "https://", "tg://", "mailto:", "tel:")


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return escape_html(text, quote=False)


def from_markdown(text: str) -> str:
    """Markdown in Telegram's HTML: bold, italics, struck out, links, code, lists; tags in it are shown as they are."""
    lists: list[int] = []  # next number of each open list, 0 for bullets
    written: list[str] = []
    for token in _parser().parse(text):
        _write_block(token, lists, written)
    return "".join(written).strip()


def _write_block(token: "Token", lists: list[int], written: list[str]) -> None:
    match token.type:
        case "inline":
            written.extend(_inline(child) for child in token.children or ())
        case "paragraph_close":
            written.append("\n" if lists else "\n\n")
        case "bullet_list_open":
            lists.append(0)
        case "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        case "bullet_list_close" | "ordered_list_close":
            lists.pop()
            written.append("" if lists else "\n")
        case "list_item_open":
            written.append("  " * (len(lists) - 1) + (f"{lists[-1]}. " if lists[-1] else "• "))
            lists[-1] += bool(lists[-1])
        case "fence" | "code_block":
            written.append(f"<pre>{escape(token.content)}</pre>\n")
        case "hr":
            written.append("———\n\n")
        case kind:
            written.append(_OPEN.get(kind, "") or _CLOSE.get(kind, ""))


def _inline(token: "Token") -> str:
    match token.type:
        case "text":
            return escape(token.content)
        case "code_inline":
            return f"<code>{escape(token.content)}</code>"
        case "softbreak" | "hardbreak":
            return "\n"
        case "link_open":
            url = str(token.attrGet("href") or "")
            return f'<a href="{escape_html(url)}">' if url.startswith(WEB) else "<a>"
        case "image":
            return escape(token.content)
        case kind:
            return _OPEN.get(kind, "") or _CLOSE.get(kind, "")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # lazy: for formatted texts only

    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
