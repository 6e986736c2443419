"""A message of the shop as a mail: text and HTML, in the thread of the mail that it answers."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from shopbell import (
    Audio,
    Capabilities,
    Card,
    File,
    Image,
    Option,
    Options,
    OutboundMessage,
    ReplyPart,
    TextPart,
    Video,
)

from .reading import Thread
from .settings import EmailSettings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

CAN_SHOW = Capabilities(
    text_max=100_000, markdown=True, options_max=30, option_label_max=200, option_urls=True, cards=True,
    card_options_max=10, caption_max=10_000, images=True, video=True, audio=True, files=True,
)  # fmt: skip


class Writer:
    """Writes for one mailbox."""

    def __init__(self, settings: EmailSettings, shop: str) -> None:
        self._settings, self._shop = settings, shop
        self._local, _, self._domain = settings.address.partition("@")

    def envelope(self, message: OutboundMessage) -> str:
        """Where the mail servers send what cannot be delivered; it names the mail, where the settings allow."""
        local, _, domain = self._settings.bounce_address.partition("@")
        return f"{local}+bot-{message.outbox_id}@{domain}" if local else self._settings.address

    def message_id(self, message: OutboundMessage) -> str:
        """The same at every attempt: a second copy is recognised, and a bounce finds its row."""
        return f"<bot-{message.outbox_id}@{self._domain}>"

    def write(self, message: OutboundMessage) -> EmailMessage:
        """The whole mail.

        Raises:
            ValueError: an address or subject that no header can hold.
        """
        thread = _thread(message)
        mail = EmailMessage()
        mail["From"] = Address(self._settings.name or self._shop, addr_spec=self._settings.address)
        mail["To"] = Address(addr_spec=message.address)
        if self._settings.plus_addresses:
            mail["Reply-To"] = Address(addr_spec=f"{self._local}+conv{message.conversation_id}@{self._domain}")
        mail["Subject"] = self._subject(thread)
        mail["Date"] = format_datetime(datetime.fromtimestamp(message.created_at / 1000, UTC))
        mail["Message-ID"] = self.message_id(message)
        if thread.references:
            mail["In-Reply-To"] = message.reply_to or thread.references[-1]
            mail["References"] = " ".join(thread.references)
        if message.author == "bot":
            mail["Auto-Submitted"] = "auto-replied" if thread.references else "auto-generated"
        if message.purpose == "marketing":
            mail["List-Unsubscribe"] = f"<mailto:{self._settings.address}?subject=STOP>"
        mail.set_content("\n\n".join(filter(None, map(_plain, message.reply.parts))))
        html = "\n".join(filter(None, (self._html(part, mail) for part in message.reply.parts)))
        mail.add_alternative(html, subtype="html")
        return mail

    def _subject(self, thread: Thread) -> str:
        if not thread.subject:
            return self._settings.subject or self._shop
        return thread.subject if thread.subject.lower().startswith(("re:", "aw:", "sv:")) else f"Re: {thread.subject}"

    def _html(self, part: ReplyPart, mail: EmailMessage) -> str:
        match part:
            case TextPart(text=text, markdown=markdown):
                return _markdown().render(str(text)).strip() if markdown else _paragraphs(str(text))
            case Options(options=options):
                return self._choices(options, str(mail["Subject"]))
            case Card():
                picture = _picture(part.image, str(part.image_alt or "")) if part.image else ""
                title = f"<b>{_link(part.url, str(part.title))}</b>"
                lines = "<br>\n".join(filter(None, (picture, title, escape(str(part.subtitle or "")))))
                return f"<p>{lines}</p>" + self._choices(part.options, str(mail["Subject"]))
            case Image():
                return f"<p>{_picture(part.url, str(part.alt))}<br>\n{escape(str(part.caption or ''))}</p>"
            case Video() | Audio() | File():
                return f"<p>{_link(part.url, _title(part))}</p>"
        return ""

    def _choices(self, options: Sequence[Option], subject: str) -> str:
        """Each a link: to its page, or to a mail that says it."""
        to = f"mailto:{quote(self._settings.address)}?subject={quote(subject)}&body="
        links = [_link(option.url or to + quote(str(option.label)), str(option.label)) for option in options]
        return "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>" if links else ""


def _thread(message: OutboundMessage) -> Thread:
    try:
        return msgspec.json.decode(message.thread, type=Thread)
    except msgspec.DecodeError:
        return Thread()


def _plain(part: ReplyPart) -> str:
    match part:
        case TextPart(text=text):
            return str(text)
        case Options(options=options):
            return _lines(map(_choice, options))
        case Card():
            about = (str(part.title), str(part.subtitle or ""), part.url, part.image)
            return _lines((*about, *map(_choice, part.options)))
        case Image():
            return _lines((str(part.caption or part.alt), part.url))
        case Video() | Audio() | File():
            return _lines((_title(part), part.url))
    return ""


def _title(part: Video | Audio | File) -> str:
    words = part.name if isinstance(part, File) else part.caption if isinstance(part, Video) else part.transcript
    return str(words or part.url)


def _choice(option: Option) -> str:
    label = str(option.label)
    return f"- {label}: {option.url}" if option.url else f"- {label} (reply {label.upper()})"


def _lines(words: Iterable[str | None]) -> str:
    return "\n".join(dict.fromkeys(filter(None, words)))


def _paragraphs(text: str) -> str:
    return "\n".join(
        f"<p>{escape(piece.strip()).replace(chr(10), '<br>')}</p>" for piece in text.split("\n\n") if piece.strip()
    )


def _link(url: str | None, label: str) -> str:
    safe = url is not None and url.lower().startswith(("https://", "http://", "mailto:", "tel:"))
    return f'<a href="{escape(url)}">{escape(label)}</a>' if safe and url else escape(label)


def _picture(url: str, alt: str) -> str:
    return (
        f'<img src="{escape(url)}" alt="{escape(alt)}" style="max-width:100%">'
        if url.startswith("http")
        else escape(alt)
    )


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # lazy: for formatted texts only

    return MarkdownIt("commonmark", {"html": False, "breaks": True})
