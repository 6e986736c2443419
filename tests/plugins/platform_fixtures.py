"""The channels' fixtures (``../shared/fixtures``), and what their neutral words are called in this project."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from shopbell import Card, ChannelEvent, Form, FormField, InboundMessage, Option, Options, Reply, TextPart

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"
EVENTS = {"opt_in": "opt_in", "opt_out": "opt_out", "receipt": "receipt", "edit": "edit"}


def cases(channel: str, prefix: str) -> list[Any]:
    """All fixtures of a channel whose name begins so, as parameters of a test."""
    found = sorted((FIXTURES / channel).glob(f"{prefix}*.json"))
    if not found:
        if os.environ.get("CI") == "true":
            raise AssertionError(f"no fixtures of {channel} in {FIXTURES}")
        return [pytest.param({}, marks=pytest.mark.skip(reason="the fixtures lie beside the project, not in it"))]
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in found]


def one(channel: str, name: str) -> dict[str, Any]:
    """One fixture; its test is skipped where there are none."""
    (found,) = cases(channel, name)
    if found.marks:
        pytest.skip("the fixtures lie beside the project, not in it")
    fixture: dict[str, Any] = found.values[0]
    return fixture


def signature(name: str) -> dict[str, Any]:
    """One vector of ``signatures.json``; its test is skipped where there are none."""
    if not FIXTURES.exists() and os.environ.get("CI") != "true":
        pytest.skip("the fixtures lie beside the project, not in it")
    vectors: list[dict[str, Any]] = json.loads((FIXTURES / "signatures.json").read_text())["vectors"]
    return next(vector for vector in vectors if vector["name"] == name)


def as_reply(intent: dict[str, Any]) -> Reply:
    """What the bot wants to say."""
    quick = tuple(Option(one["title"], one["payload"]) for one in intent.get("quick_replies", ()))
    match intent:
        case {"type": "text", "ask": "phone", "text": text}:
            return Reply(Form(name="phone", title="", submit="Share", fields=(FormField("phone", text, "tel"),)))
        case {"type": "text", "text": text}:
            return Reply(TextPart(text=text), *([Options(options=quick)] if quick else []))
        case {"type": "card"}:
            buttons = tuple(Option(one["title"], url=one["url"]) for one in intent["buttons"])
            card = Card(title=intent["title"], subtitle=intent["subtitle"], image=intent["image_url"], options=buttons)
            return Reply(card)
    raise AssertionError(f"nobody has said what {intent['type']} is here")


def fields_of(heard: InboundMessage | ChannelEvent) -> dict[str, Any]:
    """A message or event in the fixtures' words."""
    if isinstance(heard, ChannelEvent):
        return {"kind": heard.kind, "user": heard.sender, "text": heard.text, **heard.details}
    attachment = heard.attachments[0] if heard.attachments else None
    fields: dict[str, Any] = {
        "kind": "message" if heard.payload is None else "postback",
        "type": "text" if attachment is None else attachment.kind,
        "text": heard.text,
        "caption": heard.text,
        "payload": heard.payload,
        "user": heard.sender,
        "name": heard.sender_name,
        "ts_ms": heard.sent_at,
        "language": heard.context.locale,
        "referral": heard.context.referral,
        "reply_to": heard.reply_to,
        "command": heard.text.split()[0].removeprefix("/") if heard.text.startswith("/") else None,
    }
    if attachment is not None:
        url = attachment.url or ""
        fields |= {
            "media_id": attachment.ref,
            "filename": attachment.name,
            "mime": attachment.media_type,
            "phone": url.removeprefix("tel:"),
            "own": attachment.ref == heard.sender,
        }
        if url.startswith("geo:"):
            fields["lat"], fields["lon"] = map(float, url.removeprefix("geo:").split(","))
    return fields


def check(heard: InboundMessage | ChannelEvent, expected: dict[str, Any], *also: str) -> None:
    """Compare what was heard with what a fixture expects; fields in ``also`` are the test's own affair."""
    found = fields_of(heard)
    wanted = {name: value for name, value in expected.items() if name not in also}
    assert {name: found.get(name) for name in wanted} == wanted
