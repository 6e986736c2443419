"""The words of a mail: the newest ones, without what it quotes, its signature, and HTML."""

import re
from email.message import EmailMessage, MIMEPart
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl"]
LONGEST = 20_000  # characters that are read; a shop's customers write less
BLOCKS = frozenset(
    ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre", "hr")
)
UNSEEN = frozenset(("script", "style", "head", "title", "template", "noscript", "svg", "object"))
VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source", "embed"))
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.I
)
QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg")


def said_in(mail: EmailMessage) -> str:
    """What the sender wrote now; the whole text when nothing but quotes would be left."""
    whole = text_of(mail)[:LONGEST]
    return newest(whole) or whole.strip()


def text_of(mail: EmailMessage) -> str:
    """The plain text part; else the HTML part as text."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    if plain is not None and (words := _decoded(plain)).strip():
        return words
    return from_html(_decoded(html)) if html is not None else ""


def newest(text: str) -> str:
    """Without quoted mails and signature.

    mail-parser-reply knows the headers of quotes in some twenty languages and Outlook's; on the same mails
    email-reply-parser leaves German and French ones standing.
    """
    replies = _parser().read(text=text).replies
    return str(replies[0].body).strip() if replies else ""


def from_html(html: str) -> str:
    """HTML as text: no scripts, styles or hidden elements, and no quoted mail."""
    reader = _Reader()
    reader.feed(html[: LONGEST * 20])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(part: MIMEPart) -> str:
    try:
        words = part.get_content()
    except (LookupError, ValueError, AssertionError, KeyError):  # a charset or an encoding that nobody knows
        words = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
    return words.replace("\r\n", "\n").replace("\0", "") if isinstance(words, str) else ""


class _Reader(HTMLParser):
    """Collects words; ``unseen`` counts the open elements inside one that is not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        marks = f"{known.get('class', '')} {known.get('id', '')}".lower()
        hides = tag in UNSEEN or "hidden" in known or HIDDEN.search(known.get("style", "")) is not None
        if tag not in VOID and (self._unseen or hides or any(mark in marks for mark in QUOTES)):
            self._unseen += 1
        elif tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag not in VOID:
            self._unseen -= 1
        elif tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data.replace("\n", " "))


@cache
def _parser() -> "EmailReplyParser":
    from mailparser_reply import EmailReplyParser  # lazy: only where mail is read

    return EmailReplyParser(languages=LANGUAGES)
