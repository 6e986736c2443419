"""Who is logged in on the shop's web site is one customer on every device; nobody else can say so."""

import hmac
import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.config.decode import Put
from shopbell.config.edit import edit
from shopbell.messages import ChannelEvent
from shopbell.runtime.login import read_login
from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

KEY = "a secret of the web site"
NOW = 1_800_000_000_000


def part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def token(key: str = KEY, *, alg: str = "HS256", **claims: object) -> str:
    body = f"{part(json.dumps({'alg': alg}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{body}.{part(hmac.digest(key.encode(), body.encode(), sha256))}"


GOOD = token(sub="c1", exp=NOW / 1000 + 60)


@pytest.mark.parametrize(
    "shown",
    [
        "", "a.b", "a.b.c", GOOD[:-2], GOOD + "x", token("another", sub="c1", exp=NOW / 1000 + 60),
        token(sub="c1", exp=NOW / 1000 - 1), token(sub="c1", exp=NOW / 1000 + 90_000), token(sub="c1"),
        token(sub="", exp=NOW / 1000 + 60), token(exp=NOW / 1000 + 60),
        token(alg="none", sub="c1", exp=NOW / 1000 + 60),
        token(sub="x" * 5_000, exp=NOW / 1000 + 60), "ü.ü.ü",
    ],
)  # fmt: skip
def test_what_is_no_log_in(shown: str) -> None:
    assert read_login(shown, [KEY], NOW) is None


def test_both_secrets_hold_while_one_is_rotated() -> None:
    found = read_login(GOOD, ["the new one", KEY], NOW)

    assert found is not None
    assert found.sub == "c1"


@given(st.text())
def test_no_text_is_too_odd_to_be_refused(shown: str) -> None:
    assert read_login(shown, [KEY], NOW) is None


async def test_a_log_in_on_two_devices_makes_one_customer_and_another_account_none(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN_SECRET", KEY)
    await install(shop, "echo", ECHO)
    ends = shop.clock.now() / 1000 + 600
    assert not await shop.inbox.login("default", "laptop", token(sub="c1", exp=ends))
    edited = edit(shop.folder, [Put(("customers", "login_secret"), {"env": "LOGIN_SECRET"})], "test")
    shop.running.use_config(edited.config)
    for name in ("laptop", "phone", "library"):
        await shop.customer(name).says("hello")

    assert await shop.inbox.login("default", "laptop", token(sub="c1", exp=ends, name="Ana"))
    assert await shop.inbox.login("default", "phone", token(sub="c1", exp=ends))
    assert await shop.inbox.login("default", "library", token(sub="c2", exp=ends))
    assert not await shop.inbox.login("default", "library", token("guessed", sub="c1", exp=ends))
    assert await shop.inbox.login("default", "library", token(sub="c1", exp=ends))
    await shop.running.linking.undo(0, "nobody")  # behind the links, for one is made after the other

    laptop, phone, library = [await shop.seat(name) for name in ("laptop", "phone", "library")]
    assert laptop.lane is phone.lane
    assert library.lane is not laptop.lane
    assert phone.lane.customer.name == "Ana"
    assert await shop.fetch("SELECT reason FROM link_proof WHERE state = 'refused'") == [
        ("they have different accounts in the shop",)
    ]


def linking(sender: str, key: str, **details: object) -> ChannelEvent:
    return ChannelEvent(
        kind="account_link", channel="testing", account="default", sender=sender, key=key, details=details
    )


async def test_an_account_that_the_platform_links_is_the_same_customer_until_it_is_unlinked(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGIN_SECRET", KEY)
    await install(shop, "echo", ECHO)
    edited = edit(shop.folder, [Put(("customers", "login_secret"), {"env": "LOGIN_SECRET"})], "test")
    shop.running.use_config(edited.config)
    for name in ("laptop", "messenger", "stranger"):
        await shop.customer(name).says("hello")
    shown = token(sub="c1", exp=shop.clock.now() / 1000 + 600)
    assert await shop.inbox.login("default", "laptop", shown)

    await shop.inbox.report(linking("messenger", "e1", login=shown))
    await shop.idle()  # the two come from different people: nobody promises which is dealt with first
    await shop.inbox.report(
        linking("stranger", "e2", login=token("guessed", sub="c1", exp=shop.clock.now() / 1000 + 60))
    )
    events = await shop.reported("testing")
    await shop.running.linking.undo(0, "nobody")  # behind the links, for one is made after the other

    laptop, messenger, stranger = [await shop.seat(name) for name in ("laptop", "messenger", "stranger")]
    assert messenger.lane is laptop.lane is not stranger.lane
    assert [event.details for event in events] == [
        {"login": None, "state": "linked"}, {"login": None, "state": "refused"},
    ]  # fmt: skip

    await shop.inbox.report(linking("messenger", "e3", state="unlinked"))
    await shop.idle()
    await shop.running.linking.undo(0, "nobody")

    assert (await shop.seat("messenger")).lane is not (await shop.seat("laptop")).lane
    assert (await shop.customer("messenger").says("still here?")).text == "You said: still here?"
