"""The shop answers its e-mail: real mails through a real Dovecot and a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell import Card, ChannelEvent, DeliveryError, Image, InboundMessage, Option, OutboundMessage, Reply, TextPart
from shopbell.testing import TestShop
from shopbell.testing.channel_contract import odd_inputs
from shopbell_email.reading import read_mail
from shopbell_email.sending import refusal
from shopbell_email.settings import EmailSettings, ServerSettings
from shopbell_email.words import from_html, newest
from shopbell_email.writing import Writer
from tests.plugins.mail_house import ADDRESS, MailHouse, free_port, mail_house
from tests.plugins.platform_fixtures import cases, check, one

pytestmark = pytest.mark.storage

OWN = frozenset((ADDRESS, "bounce@shop.example"))


def mail(body: str = "Where is my order?", **headers: str) -> str:
    """A mail of Ana's."""
    known = {"From": "Ana <ana@example.net>", "To": ADDRESS, "Subject": "Order", "Message-ID": "<m1@example.net>"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in (known | named).items() if value]
    return "\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", body])


def heard_in(raw: str, **how: Any) -> Any:
    return read_mail(raw.encode(), "default", OWN, **how).heard


# ---- on real servers --------------------------------------------------------------------------------------------


@pytest.fixture
async def house(shop: TestShop) -> AsyncIterator[MailHouse]:
    """A shop with a mailbox."""
    async with mail_house(shop) as house:
        yield house


async def test_a_mail_is_answered_in_its_thread(house: MailHouse) -> None:
    house.puts(mail(References="<m0@example.net>"))

    answer = (await house.postman.wait_for(1))[0]

    assert answer["To"] == "ana@example.net"
    assert answer["Subject"] == "Re: Order"
    assert answer["In-Reply-To"] == "<m1@example.net>"
    assert answer["References"] == "<m0@example.net> <m1@example.net>"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert {part.get_content_type() for part in answer.iter_parts()} == {"text/plain", "text/html"}


async def test_every_fixture_is_understood(house: MailHouse) -> None:
    fixtures = [case.values[0] for case in cases("email", "in_")]
    if not fixtures[0]:
        pytest.skip("the fixtures lie beside the project, not in it")
    for fixture in fixtures:
        house.puts(fixture["request"]["body_text"])
        house.puts(fixture["request"]["body_text"])  # a mailbox may hold it twice

    heard = await house.heard(len(fixtures))

    assert len(heard) == len(fixtures)
    for fixture in fixtures:
        for expected in fixture["expect"]:
            (found,) = [one for one in heard if _fits(one, expected)]
            if isinstance(found, ChannelEvent):
                assert (found.about, found.details["kind"]) == ("77", "undeliverable")
                assert [found.details["message"]] == expected["message_ids"]
                assert found.details["error_code"] == expected["error_code"]
            elif expected["kind"] == "ignored":
                assert found.automatic
            else:
                check(found, expected, "type", "subject", "thread_hint", "attachments", "dedupe")
                assert expected.get("subject", "") in found.thread
                assert expected.get("thread_hint", "") in found.thread
                names = [attachment.name for attachment in found.attachments]
                assert names == [one["filename"] for one in expected.get("attachments", ())]
                assert all(attachment.media for attachment in found.attachments)


def _fits(heard: InboundMessage | ChannelEvent, expected: dict[str, Any]) -> bool:
    if isinstance(heard, ChannelEvent):
        return expected["kind"] == "receipt" and heard.sender == expected["user"]
    return heard.key == expected.get("dedupe")


async def test_what_is_sent_is_what_mail_servers_expect(house: MailHouse) -> None:
    fixture, before = one("email", "out_reply"), one("email", "in_plain_reply")
    incoming = heard_in(before["request"]["body_text"])
    said = fixture["intent"]
    reply = Reply(text=said["text"], options=[Option(each["title"], each["payload"]) for each in said["quick_replies"]])

    await house.shop.deliver(
        "email", reply, address="ana@example.net", outbox_id=78, conversation_id=41, thread=incoming.thread,
        reply_to=incoming.key,
    )  # fmt: skip

    ((sender, recipients, sent),) = house.postman.taken
    wanted = dict(
        line.split(": ", 1) for line in fixture["request"]["body_text"].split("\n\n")[0].splitlines() if ": " in line
    )
    assert f"<{sender}>" == fixture["request"]["headers"]["MAIL FROM"]
    assert [f"<{one}>" for one in recipients] == [fixture["request"]["headers"]["RCPT TO"]]
    for name in ("From", "To", "Reply-To", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"):
        assert str(sent[name]) == wanted[name], name
    assert str(sent["Subject"]) == "Re: Order #1001 – where?"
    plain, html = (part.get_content() for part in sent.iter_parts())
    assert plain.replace("\r\n", "\n").strip() == "It ships today.\n\n- Thanks (reply THANKS)"
    assert html.startswith("<p>It ships today.</p>")


async def test_automatic_mail_is_kept_and_not_answered(house: MailHouse) -> None:
    house.puts(mail(Auto_Submitted="auto-replied"))
    house.puts(mail(From=ADDRESS, Message_ID="<m2@example.net>"))
    house.puts(mail(Message_ID="<m3@example.net>"))

    assert [one.automatic for one in await house.heard(3)] == [True, True, False]
    answers = await house.postman.wait_for(1)
    assert {str(answer["In-Reply-To"]) for answer in answers} == {"<m3@example.net>"}


async def test_the_same_mail_twice_is_one_message(house: MailHouse) -> None:
    for _ in range(3):
        house.puts(mail())
    house.puts(mail(Message_ID="<m2@example.net>"))

    assert len(await house.heard(2)) == 2


@pytest.mark.parametrize(
    ("said", "kind", "retry_after"),
    [
        ("451 4.7.1 greylisted", "temporary", 300.0),
        ("550 5.1.1 no such user", "undeliverable", None),
        ("552 5.3.4 too big", "invalid", None),
        ("554 5.7.1 spam", "invalid", None),
    ],
)
async def test_a_refusal_has_its_class(house: MailHouse, said: str, kind: str, retry_after: float | None) -> None:
    house.postman.refuses.append(said)

    with pytest.raises(DeliveryError) as refused:
        await house.shop.deliver("email", Reply(text="x"), address="ana@example.net")

    assert (refused.value.kind, refused.value.retry_after) == (kind, retry_after)
    assert "ana" not in str(refused.value)


async def test_a_mailbox_that_is_away_is_told(shop: TestShop) -> None:
    async with mail_house(shop) as house:
        await shop.enable("shopbell_email", imap={"host": "127.0.0.1", "port": free_port(), "security": "none"})

        async with asyncio.timeout(10.0):
            while not any("does not answer" in reason for reason in shop.running.readiness().reasons):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert house.postman.taken == []


async def test_a_password_that_is_refused_is_told(shop: TestShop) -> None:
    async with mail_house(shop) as house:
        (shop.folder / "wrong").write_text("battery-staple")
        await shop.enable("shopbell_email", password={"file": str(shop.folder / "wrong")})

        async with asyncio.timeout(20.0):
            while not any("not accept the password" in why for why in shop.running.readiness().reasons):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert shop.plugin("shopbell_email").state == "enabled"
        assert house.postman.taken == []


async def test_a_folder_that_is_numbered_anew_loses_and_repeats_nothing(house: MailHouse) -> None:
    house.puts(mail())
    await house.heard(1)
    house.numbers_anew()
    house.puts(mail(Message_ID="<m2@example.net>"))

    heard = await house.heard(2)

    assert [one.key for one in heard] == ["<m1@example.net>", "<m2@example.net>"]
    await house.postman.wait_for(2)


async def test_a_mail_that_is_too_large_is_left_and_the_next_is_answered(shop: TestShop) -> None:
    async with mail_house(shop, size_limit=10_000) as house:
        house.puts(mail("x" * 20_000))
        house.puts(mail(Message_ID="<m2@example.net>"))

        assert [one.key for one in await house.heard(1)] == ["<m2@example.net>"]


async def test_a_sender_who_writes_all_day_is_heard_and_left_to_a_person(shop: TestShop) -> None:
    async with mail_house(shop, mails_per_hour=2) as house:
        for number in range(1, 5):
            house.puts(mail(Message_ID=f"<m{number}@example.net>"))
        house.puts(mail(Message_ID="<b@example.net>", From="Ben <ben@example.net>"))

        await house.heard(5)
        answered: list[str] = []
        async with asyncio.timeout(20.0):
            while len(set(answered)) < 4:
                answered = [str(sent["In-Reply-To"]) for sent in await house.postman.wait_for(4)]
                await asyncio.sleep(0.02)

        assert set(answered) == {"<b@example.net>", "<m1@example.net>", "<m2@example.net>", "<m3@example.net>"}
        (handoff,) = await shop.running.handoffs()
        assert handoff.reason == "more than 2 messages within an hour: two machines may be writing to each other"


# ---- reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Yes.\n\nOn Mon, 1 Jan 2025 at 09:00, Shop <a@b.example> wrote:\n> hi", "Yes."),
        ("Ja.\n\nAm 21.11.2025 um 09:00 schrieb Shop:\n> Hallo", "Ja."),
        ("Oui.\n\nLe lun. 1 janv. 2025 à 09:00, Shop <a@b.example> a écrit :\n> salut", "Oui."),
        ("Ja.\n\nVon: Shop <a@b.example>\nGesendet: Montag, 1. Januar 2025 09:00\nAn: Ana\nBetreff: x\n\nalt", "Ja."),
        ("Thanks!\n\n-- \nAna Müller\n01234", "Thanks!"),
    ],
)
def test_only_the_newest_words_count(text: str, left: str) -> None:
    assert newest(text) == left


def test_html_is_read_as_it_is_seen() -> None:
    html = '<style>p{}</style><p>One &amp; <b>two</b></p><div style="display:none">trap</div>x<br>y<script>z</script>'

    assert from_html(html) == "One & two\nx\ny" or from_html(html).split() == ["One", "&", "two", "x", "y"]


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        ("mx.shop.example; dmarc=pass header.from=example.net", True),
        ("mx.shop.example; dkim=pass header.d=mail.example.net; spf=fail", True),
        ("mx.shop.example; spf=pass smtp.mailfrom=ana@example.net", True),
        ("mx.shop.example; dkim=pass header.d=other.example", False),
        ("mx.shop.example; dkim=fail header.d=example.net", False),
        ("evil.example; dmarc=pass header.from=example.net", False),
        ("mx.shop.example (dmarc=pass header.from=example.net); spf=none", False),
        ("", False),
    ],
)
def test_only_the_own_server_vouches(results: str, proven: bool) -> None:
    assert heard_in(mail(Authentication_Results=results), authserv_id="mx.shop.example").authentic is proven
    assert heard_in(mail(Authentication_Results=results)).authentic is None


def test_a_forged_bounce_of_nobodys_mail_stops_nothing() -> None:
    report = one("email", "in_bounce")["request"]["body_text"].replace("bot-77", "other")

    assert heard_in(report) is None


def test_stop_is_an_opt_out() -> None:
    event = heard_in(mail("STOP"))

    assert (event.kind, event.details) == ("opt_out", {"scope": "marketing"})


def test_a_token_in_the_address_is_an_invitation() -> None:
    token = "A1b2" * 8

    assert heard_in(mail(To=f"support+{token}@shop.example")).invitation == token


@settings(max_examples=odd_inputs(), deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: mail(text).encode(errors="replace")))
def test_no_mail_breaks_the_reader(raw: bytes) -> None:
    read_mail(raw, "default", OWN)
    read_mail(b"From: a@b.example\r\nContent-Type: multipart/report\r\n" + raw, "default", OWN)


def test_a_refused_password_is_no_bounce() -> None:
    assert refusal(535, "5.7.8 no").kind == "auth"


def test_cards_and_pictures_are_escaped() -> None:
    server = ServerSettings(host="localhost")
    writer = Writer(EmailSettings(address=ADDRESS, imap=server, smtp=server), "Corner & shop")
    reply = Reply(
        TextPart(text="**<b>**", markdown=True),
        Card(title="<Rye>", image="https://x.example/a.png?a=1&b=2", options=(Option("Buy"),)),
        Image(url="javascript:alert(1)", alt='"><script>'),
    )
    sent = writer.write(
        OutboundMessage(
            outbox_id=1, turn_id=1, conversation_id=1, channel="email", account="default", address="a@b.example",
            reply=reply, purpose="marketing",
        )
    )  # fmt: skip

    html = list(sent.iter_parts())[1].get_content()
    assert "<script" not in html
    assert 'src="javascript' not in html
    assert "<strong>&lt;b&gt;</strong>" in html
    assert sent["List-Unsubscribe"] == f"<mailto:{ADDRESS}?subject=STOP>"
