"""A mail as a message or an event of the shop."""

import hashlib
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from typing import NamedTuple

import msgspec

from shopbell import ChannelEvent, InboundMessage

from .proof import is_proven
from .words import said_in

CHANNEL = "email"
LONGEST_REFERENCES = 20  # of the mails before; the newest count
FILES_MOST = 10
INVITATION = re.compile(r"[A-Za-z0-9_-]{32}")
OURS = re.compile(r"<bot-(\d{1,18})@[^<>\s]+>")
VERP = re.compile(r"\+bot-(\d{1,18})@")
NOBODY = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|noreply[+-].*)@", re.IGNORECASE)
STOP = re.compile(r"^\s*(stop|unsubscribe|abmelden|désinscription|baja)\s*$", re.IGNORECASE)


class Thread(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an answer needs to know of the mail that it answers; travels as the message's ``thread``."""

    subject: str = ""
    references: tuple[str, ...] = ()  # Message-IDs, oldest first, that of the mail itself last
    tag: str = ""  # of support+tag@shop.example


class Enclosed(NamedTuple):
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes


class Read(NamedTuple):
    """What a mail is for the shop, and what lies in it."""

    heard: InboundMessage | ChannelEvent | None
    enclosed: tuple[Enclosed, ...] = ()


def read_mail(raw: bytes, account: str, own: Collection[str], authserv_id: str = "") -> Read:
    """Read one mail.

    Args:
        raw: as fetched.
        account: the mailbox.
        own: addresses of the shop, in small letters.
        authserv_id: whose Authentication-Results count.
    """
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)  # noqa: S101  the policy says so
    if parsed.get_content_type() == "multipart/report":
        return Read(_bounce(parsed, account, key_of(parsed, raw)))
    name, sender = _sender(parsed)
    if not sender:
        return Read(None)
    key, subject = key_of(parsed, raw), _header(parsed, "Subject")[:500]
    words, tag = said_in(parsed), _tag(parsed, own)
    automatic = why_automatic(parsed, sender, own)
    if not automatic and (STOP.match(words) or (not words and STOP.match(subject))):
        return Read(
            ChannelEvent(
                kind="opt_out", channel=CHANNEL, account=account, sender=sender, key=key,
                details={"scope": "marketing"}, sent_at=_sent_at(parsed),
            )
        )  # fmt: skip
    enclosed = tuple(_enclosed(parsed))
    text = words or subject
    if not (text or enclosed):
        return Read(None)
    references = (*_ids(_header(parsed, "References")), *_ids(_header(parsed, "In-Reply-To")))
    known = tuple(dict.fromkeys((*references, key)))[-LONGEST_REFERENCES:]
    before = _ids(_header(parsed, "In-Reply-To")) or _ids(_header(parsed, "References"))
    return Read(
        InboundMessage(
            channel=CHANNEL,
            account=account,
            sender=sender,
            key=key,
            text=text or subject,
            thread=msgspec.json.encode(Thread(subject, known, tag)).decode(),
            sender_name=name or None,
            reply_to=before[-1] if before else None,
            sent_at=_sent_at(parsed),
            raw=raw[: 256 << 10],
            automatic=bool(automatic),
            invitation=tag if INVITATION.fullmatch(tag) else None,
            authentic=is_proven(parsed, sender, authserv_id) if authserv_id else None,
        ),
        enclosed,
    )


def why_automatic(mail: EmailMessage, sender: str, own: Collection[str]) -> str:
    """Why nobody wrote it (RFC 3834, RFC 5230); empty when somebody did."""
    submitted = _header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return "auto-submitted"
    if _header(mail, "Precedence").strip().lower() in ("bulk", "list", "junk", "auto_reply"):
        return "bulk"
    if any(mail.get(name) is not None for name in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress")):
        return "list"
    if any(_header(mail, name).strip().lower() not in ("", "no") for name in ("X-Autoreply", "X-Autorespond")):
        return "auto-submitted"
    if mail.get("Return-Path") is not None and _header(mail, "Return-Path").strip() == "<>":
        return "no return path"
    if NOBODY.match(sender):
        return "nobody"
    return "own" if sender in own else ""


def key_of(mail: EmailMessage, raw: bytes) -> str:
    """The Message-ID, else a digest of the whole mail."""
    found = _ids(_header(mail, "Message-ID"))
    return found[0] if found else f"<{hashlib.sha256(raw).hexdigest()}>"


def _bounce(mail: EmailMessage, account: str, key: str) -> ChannelEvent | None:
    """A report of a mail server (RFC 3464): only what failed for good counts, and only of a mail of ours."""
    about = OURS.search(_returned(mail)) or VERP.search(_header(mail, "To"))
    for report in mail.walk():
        if report.get_content_type() != "message/delivery-status":
            continue
        for fields in _blocks(report):
            status = _header(fields, "Status").strip()[:20]
            failed = _header(fields, "Action").strip().lower() == "failed"
            recipient = _header(fields, "Final-Recipient").partition(";")[2].strip().lower()[:254]
            if failed and recipient and about is not None and not status.startswith("4"):
                number = about[1]
                details = {
                    "state": "failed", "kind": "undeliverable", "error_code": status, "permanent": True,
                    "message": about[0] if about[0].startswith("<") else "",
                }  # fmt: skip
                return ChannelEvent(
                    kind="receipt", channel=CHANNEL, account=account, sender=recipient, key=key, about=number,
                    details=details, sent_at=_sent_at(mail),
                )  # fmt: skip
    return None


def _blocks(report: Message) -> list[Message]:
    found = report.get_payload()
    return [block for block in found if isinstance(block, Message)] if isinstance(found, list) else []


def _returned(mail: EmailMessage) -> str:
    """The Message-ID of the mail that came back, from its headers in the report."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(part.get_payload(), list):
            return _header(part.get_payload()[0], "Message-ID")  # type: ignore[arg-type,index]
        if kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            return (
                _header(message_from_bytes(content, policy=policy.default), "Message-ID")
                if isinstance(content, bytes)
                else ""
            )
    return ""


def _sender(mail: EmailMessage) -> tuple[str, str]:
    name, address = parseaddr(_header(mail, "From"))
    address = address.strip().lower()
    plain = len(address) <= 254 and address.count("@") == 1 and not re.search(r"[\s<>,;:\"\0]", address)
    return " ".join(name.split())[:200], address if plain and not address.startswith("@") else ""


def _tag(mail: EmailMessage, own: Collection[str]) -> str:
    """The ``tag`` of support+tag@shop.example."""
    written = [_header(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To")]
    for _, address in getaddresses([line for line in written if line]):
        local, _, domain = address.partition("@")
        plain, _, tag = local.partition("+")
        if tag and f"{plain}@{domain}".lower() in own:
            return tag[:64]
    return ""


def _enclosed(mail: EmailMessage) -> Iterator[Enclosed]:
    for number, part in enumerate(mail.iter_attachments()):
        if number >= FILES_MOST:
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            name = (part.get_filename() or "").replace("\0", "").replace("/", "_").replace("\\", "_")
            yield Enclosed(" ".join(name.split())[:200] or "file", part.get_content_type()[:100], content)


def _ids(text: str) -> list[str]:
    return [found[:300] for found in re.findall(r"<[^<>\s]{1,298}>", text)]


def _sent_at(mail: EmailMessage) -> int | None:
    try:
        at: datetime = parsedate_to_datetime(_header(mail, "Date"))
        return max(0, int(at.timestamp() * 1000))
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _header(mail: Message, name: str) -> str:
    try:
        return str(mail.get(name) or "").replace("\0", "").replace("\r", "").replace("\n", " ")
    except (ValueError, IndexError, AttributeError, TypeError, KeyError):  # the parser of some ill-formed ones fails
        return ""
