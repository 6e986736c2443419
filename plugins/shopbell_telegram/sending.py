"""One message of the shop as a call of the Bot API."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from shopbell import (
    Audio,
    Capabilities,
    Card,
    File,
    Form,
    Image,
    Location,
    Option,
    Options,
    ReplyPart,
    TextPart,
    Video,
)

from .markup import escape, from_markdown

CAN_SHOW = Capabilities(
    text_max=4_096, text_unit="utf16", markdown=True, options_max=100, option_label_max=64, option_payload_max=64,
    option_urls=True, cards=True, card_text_max=250, card_options_max=100, caption_max=1_024, images=True, video=True,
    audio=True, files=True, location=True, phone_button=True, typing=True,
    per_second=30.0, per_minute_to_one=60.0,
)  # fmt: skip
ROW_MAX, ROW_CHARACTERS = 8, 30  # buttons side by side: Telegram's most, and what a telephone shows unshortened
_METHODS: dict[type, tuple[str, str]] = {
    Image: ("sendPhoto", "photo"),
    Video: ("sendVideo", "video"),
    Audio: ("sendAudio", "audio"),
    File: ("sendDocument", "document"),
}


class Call(NamedTuple):
    """A method with its parameters; ``plain`` is what to say if Telegram takes neither markup nor medium."""

    method: str
    body: dict[str, Any]
    plain: str = ""


def as_call(parts: Sequence[ReplyPart], chat: str) -> Call:
    """The one call that a message needs.

    Args:
        parts: as *adapt* made them for ``CAN_SHOW``: one thing, and perhaps its buttons.
        chat: the customer's or group's id.

    Raises:
        ValueError: nothing that could be sent.
    """
    main = next((part for part in parts if not isinstance(part, Options)), None)
    options = [option for part in parts if isinstance(part, Options) for option in part.options]
    match main:
        case TextPart(text=text, markdown=markdown):
            call = _text(str(text), from_markdown(str(text)) if markdown else escape(str(text)))
        case Card():
            call = _card(main)
            options = [*main.options, *options]
        case Image() | Video() | Audio() | File():
            call = _medium(main)
        case Location():
            call = _place(main)
        case Form():
            call = _ask_phone(main)
        case _:
            raise ValueError("there is nothing to send")
    links = [f"{option.label}: {option.url}" for option in options if option.url and not _can_link(option.url)]
    body = {"chat_id": as_id(chat), **call.body, **_keyboard(option for option in options if _can_show(option))}
    if links and "text" in body:  # a button cannot lead to this machine
        lines = "\n".join(links)
        body["text"] += "\n" + (escape(lines) if "parse_mode" in body else lines)
    return Call(call.method, body, call.plain)


def as_id(chat: str) -> int | str:
    """A chat's id as Telegram writes it."""
    return int(chat) if chat.removeprefix("-").isascii() and chat.removeprefix("-").isdigit() else chat


def as_plain(call: Call) -> Call:
    """The same without markup, as text."""
    kept = {name: value for name, value in call.body.items() if name in ("chat_id", "reply_markup")}
    return Call("sendMessage", {**kept, "text": call.plain})


def _text(plain: str, html: str) -> Call:
    if html == plain:
        return Call("sendMessage", {"text": plain}, plain)
    return Call("sendMessage", {"text": html, "parse_mode": "HTML"}, plain)


def _card(card: Card) -> Call:
    title, subtitle = str(card.title), str(card.subtitle or "")
    head = f"<b>{escape(title)}</b>"
    if card.url and _can_link(card.url):
        head = f'<a href="{escape(card.url).replace(chr(34), "%22")}">{head}</a>'
    html = "\n".join(filter(None, (head, escape(subtitle))))
    plain = "\n".join(filter(None, (title, subtitle, card.url, card.image)))
    if card.image:
        return Call("sendPhoto", {"photo": card.image, "caption": html, "parse_mode": "HTML"}, plain)
    return Call("sendMessage", {"text": html, "parse_mode": "HTML"}, plain)


def _medium(part: Image | Video | Audio | File) -> Call:
    method, field = _METHODS[type(part)]
    words = (
        part.caption if isinstance(part, Image | Video) else part.transcript if isinstance(part, Audio) else part.name
    )
    caption = str(words or "")
    body: dict[str, Any] = {field: part.url}
    if caption and not isinstance(part, File):
        body["caption"] = caption[:1_024]
    return Call(method, body, "\n".join(filter(None, (caption, part.url))))


def _place(part: Location) -> Call:
    at = {"latitude": part.latitude, "longitude": part.longitude}
    name, address = str(part.name or ""), part.address or ""
    if name or address:
        return Call("sendVenue", {**at, "title": name or address, "address": address or name})
    return Call("sendLocation", at)


def _ask_phone(form: Form) -> Call:
    text = "\n".join(filter(None, (str(form.title), str(form.fields[0].label))))
    button = {"text": str(form.submit), "request_contact": True}
    keyboard = {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
    return Call("sendMessage", {"text": text, "reply_markup": keyboard}, text)


def _keyboard(options: Iterable[Option]) -> dict[str, Any]:
    rows: list[list[dict[str, str]]] = []
    used = 0
    for option in options:
        label = str(option.label)
        if not rows or len(rows[-1]) == ROW_MAX or used + len(label) > ROW_CHARACTERS:
            rows.append([])
            used = 0
        used += len(label)
        what = (
            {"url": option.url}
            if option.url
            else {"callback_data": label if option.payload is None else option.payload}
        )
        rows[-1].append({"text": label, **what})
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _can_show(option: Option) -> bool:
    return option.url is None or _can_link(option.url)


def _can_link(url: str) -> bool:
    """May a button lead there? Telegram refuses addresses that only this machine knows."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host and not host.startswith("127.")
