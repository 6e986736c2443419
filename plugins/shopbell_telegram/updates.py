"""What Telegram reports (an *update*), as messages and events of the shop.

Shapes: Bot API 10.0. Only what is used is named here; everything else is passed over, and so is what comes new.
"""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from shopbell import Attachment, ChannelEvent, InboundMessage, MessageContext

CHANNEL = "telegram"
# What is asked for; Telegram keeps everything else to itself.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST = 8_192  # characters; Telegram's own limit is 4,096 UTF-16 units
MEDIA = {
    "document": "file", "video": "video", "animation": "video", "video_note": "video", "audio": "audio",
    "voice": "audio", "sticker": "sticker",
}  # fmt: skip

INVITATION = re.compile(r"[A-Za-z0-9_-]{32}")

Whole = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
Seconds = Annotated[int, Meta(ge=0, le=1 << 40)]


class User(msgspec.Struct, frozen=True):
    """Who wrote."""

    id: Whole
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str | None = None

    @property
    def name(self) -> str | None:
        """As they call themselves."""
        return clean(f"{self.first_name} {self.last_name}".strip())[:200] or None


class Chat(msgspec.Struct, frozen=True):
    """Where it was written; a private chat has the id of its user."""

    id: Whole
    type: str = "private"


class PhotoSize(msgspec.Struct, frozen=True):
    """One of the sizes of a picture."""

    file_id: str
    width: int = 0
    height: int = 0
    file_size: int | None = None


class Medium(msgspec.Struct, frozen=True):
    """A file of any kind. It is fetched by its id."""

    file_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None
    emoji: str | None = None  # of a sticker


class Place(msgspec.Struct, frozen=True):
    """Degrees north and east."""

    latitude: float
    longitude: float


class Contact(msgspec.Struct, frozen=True):
    """A telephone number; the sender's own when ``user_id`` is theirs."""

    phone_number: str
    first_name: str = ""
    user_id: int | None = None


class Button(msgspec.Struct, frozen=True):
    """A button below a message that the shop sent."""

    text: str = ""
    callback_data: str | None = None


class Keyboard(msgspec.Struct, frozen=True):
    """All buttons below a message."""

    inline_keyboard: list[list[Button]] = []


class Earlier(msgspec.Struct, frozen=True):
    """The message that is answered, or whose button was tapped."""

    message_id: Whole
    chat: Chat | None = None
    reply_markup: Keyboard | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a chat."""

    message_id: Whole
    chat: Chat
    sender: User | None = msgspec.field(name="from", default=None)
    date: Seconds = 0
    edit_date: Seconds | None = None
    text: str = ""
    caption: str = ""
    photo: list[PhotoSize] = []
    document: Medium | None = None
    video: Medium | None = None
    animation: Medium | None = None
    video_note: Medium | None = None
    audio: Medium | None = None
    voice: Medium | None = None
    sticker: Medium | None = None
    location: Place | None = None
    contact: Contact | None = None
    reply_to_message: Earlier | None = None


class CallbackQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A tapped button."""

    id: str
    sender: User = msgspec.field(name="from")
    message: Earlier | None = None
    data: str | None = None


class Member(msgspec.Struct, frozen=True):
    """What somebody is in a chat: member, kicked, ..."""

    status: str


class MemberUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """The bot itself was blocked, let in again, taken into a group or thrown out of one."""

    chat: Chat
    sender: User = msgspec.field(name="from")
    date: Seconds = 0
    new_chat_member: Member


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. At most one of the optional fields is there."""

    update_id: Whole
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MemberUpdate | None = None


read_update = msgspec.json.Decoder(Update).decode


def heard(update: Update, account: str, raw: bytes | None = None) -> InboundMessage | ChannelEvent | None:
    """What an update means for the shop; None for what concerns nobody (other bots, service messages)."""
    if update.message is not None:
        return _message(update.message, account, raw)
    if update.edited_message is not None:
        return _edit(update.edited_message, str(update.update_id), account)
    if update.callback_query is not None:
        return _tap(update.callback_query, str(update.update_id), account, raw)
    if update.my_chat_member is not None:
        return _member(update.my_chat_member, str(update.update_id), account)
    return None


def clean(text: str) -> str:
    """Without NUL, at which databases stop."""
    return text.replace("\0", "")


def key_of(message: Message) -> str:
    """A message's key. Not the update's number: an edit names the message alone, and must find it."""
    return f"{message.chat.id}.{message.message_id}"


def _message(message: Message, account: str, raw: bytes | None) -> InboundMessage | None:
    sender, text, attachments = message.sender, _words(message), _attachments(message)
    if sender is None or sender.is_bot or not (text.strip() or attachments):
        return None
    direct = message.chat.type == "private"
    command, _, payload = text.partition(" ")
    referral = payload.strip()[:64] or None if command == "/start" else None  # https://t.me/<bot>?start=<payload>
    return InboundMessage(
        channel=CHANNEL,
        account=account,
        sender=str(sender.id),
        key=key_of(message),
        text=text,
        attachments=attachments,
        context=MessageContext(referral=referral, locale=_locale(sender)),
        invitation=referral if referral and INVITATION.fullmatch(referral) else None,
        audience="direct" if direct else "group",
        thread="" if direct else str(message.chat.id),
        sender_name=sender.name,
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else None,
        sent_at=message.date * 1000,
        raw=raw,
    )


def _edit(message: Message, key: str, account: str) -> ChannelEvent | None:
    if message.sender is None or message.sender.is_bot or message.chat.type != "private":
        return None
    return ChannelEvent(
        kind="edit",
        channel=CHANNEL,
        account=account,
        sender=str(message.sender.id),
        key=key,
        about=key_of(message),
        text=_words(message),
        sent_at=(message.edit_date or message.date) * 1000,
    )


def _tap(tap: CallbackQuery, key: str, account: str, raw: bytes | None) -> InboundMessage | None:
    chat = tap.message.chat if tap.message else None
    direct = chat is None or chat.type == "private"
    if tap.data is None:
        return None
    return InboundMessage(
        channel=CHANNEL,
        account=account,
        sender=str(tap.sender.id),
        key=key,
        text=_label(tap),
        payload=clean(tap.data)[:1_000],
        context=MessageContext(locale=_locale(tap.sender)),
        audience="direct" if direct else "group",
        thread="" if direct or chat is None else str(chat.id),
        sender_name=tap.sender.name,
        reply_to=str(tap.message.message_id) if tap.message else None,
        raw=raw,
    )


def _member(change: MemberUpdate, key: str, account: str) -> ChannelEvent | None:
    status = change.new_chat_member.status
    if change.chat.type != "private" or status not in ("kicked", "member"):
        return None
    return ChannelEvent(
        kind="opt_out" if status == "kicked" else "opt_in",
        channel=CHANNEL,
        account=account,
        sender=str(change.sender.id),
        key=key,
        details={"scope": "blocked"},
        sent_at=change.date * 1000,
    )


def _words(message: Message) -> str:
    return clean(message.text or message.caption)[:LONGEST]


def _label(tap: CallbackQuery) -> str:
    """What stood on the button, for the transcript."""
    keyboard = tap.message.reply_markup if tap.message else None
    rows = keyboard.inline_keyboard if keyboard else []
    labels = [button.text for row in rows for button in row if button.callback_data == tap.data]
    return clean(labels[0])[:200] if labels else ""


def _locale(sender: User) -> str | None:
    return sender.language_code[:35] if sender.language_code and sender.language_code.isascii() else None


def _attachments(message: Message) -> tuple[Attachment, ...]:
    found = []
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        size = _size(largest.file_size)
        found.append(Attachment(kind="image", ref=clean(largest.file_id)[:500], media_type="image/jpeg", size=size))
    for field, kind in MEDIA.items():
        medium: Medium | None = getattr(message, field)
        if medium is not None and not (field == "document" and message.animation):  # sent as both
            found.append(_file(medium, kind))
    if message.location is not None:
        place = f"geo:{message.location.latitude},{message.location.longitude}"
        found.append(Attachment(kind="location", url=place))
    if message.contact is not None:
        contact = message.contact
        number = "".join(mark for mark in contact.phone_number if mark.isdigit() and mark.isascii())[:20]
        owner = None if contact.user_id is None else str(contact.user_id)
        found.append(Attachment(kind="contact", url=f"tel:+{number}", name=clean(contact.first_name)[:200], ref=owner))
    return tuple(found)


def _file(medium: Medium, kind: str) -> Attachment:
    return Attachment(
        kind=kind,
        ref=clean(medium.file_id)[:500],
        name=clean(medium.file_name or medium.emoji or "")[:200] or None,
        media_type=clean(medium.mime_type or "")[:100] or None,
        size=_size(medium.file_size),
    )


def _size(size: int | None) -> int | None:
    return size if size is not None and 0 <= size < 1 << 53 else None
