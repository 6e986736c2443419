"""Turns the Markdown of an answer into the parts of a reply."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from shopbell import Image, Reply, TextPart

_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+\"([^\"]*)\")?\s*\)")
_BLOCK = re.compile(r"\s*(?:[-+*]\s|\d+[.)]\s|#|>|\||```|~~~)")  # a line that begins something new
_MARKS = re.compile(r"[*_`\[\]<>\\&|~#]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)


def as_reply(markdown: str) -> Reply:
    """The answer as text and pictures in their order.

    Raises:
        ValueError: a picture has no address that a customer's device could load.
    """
    return Reply(*_parts(markdown))


def _parts(markdown: str) -> Iterator[TextPart | Image]:
    at = 0
    for found in _IMAGE.finditer(markdown):
        yield from _text(markdown[at : found.start()])
        alt, url, caption = found.groups()
        if urlsplit(url).scheme != "https":
            raise ValueError(f"the picture {url} cannot be shown: its address must begin with https://")
        yield Image(url=url, alt=alt, caption=caption)
        at = found.end()
    yield from _text(markdown[at:])


def _text(markdown: str) -> Iterator[TextPart]:
    text = unwrap(markdown).strip()
    if text:
        # Plain words are said as they are on every channel, at no cost.
        yield TextPart(text=text, markdown=_MARKS.search(text) is not None)


def unwrap(markdown: str) -> str:
    """Join the lines of each paragraph, as Markdown means them: chats would show every line break."""
    joined: list[str] = []
    in_code = open_end = False
    for line in markdown.splitlines():
        fence = line.lstrip().startswith(("```", "~~~"))
        if open_end and not in_code and line.strip() and not _BLOCK.match(line):
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
        in_code ^= fence
        # Two blanks or a backslash at the end of a line mean a line break.
        open_end = bool(line.strip()) and not fence and not in_code and not line.endswith(("  ", "\\"))
    return "\n".join(joined)
