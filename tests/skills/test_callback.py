"""A customer leaves a message and a time; somebody of the shop reads it and calls."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shopbell.adapt.local import say_value
from shopbell.testing import TestShop
from tests.skills.mail_server import MailServer
from tests.skills.moments import move_to

pytestmark = pytest.mark.storage


async def open_shop(shop: TestShop, mail: MailServer | None, hours: dict[str, str] | None = None) -> None:
    await shop.configure(
        languages=["en", "de", "fr", "es"],
        handoff_email="owner@crumb.example",
        time_zone="Europe/Berlin",
        **({"hours": hours} if hours else {}),
    )
    smtp: dict[str, Any] = {"host": "127.0.0.1", "port": mail.port, "tls": "none"} if mail else {}
    await shop.enable("shopbell_handoff", **({"smtp": smtp} if smtp else {}))
    status = await shop.enable("shopbell_callback")
    assert status.state == "enabled", status.reason


async def test_a_message_and_a_time_reach_a_person_by_mail(shop: TestShop, mail: MailServer) -> None:
    await open_shop(shop, mail, {"mon-fri": "9:00-18:00"})
    today = move_to(shop.clock, "tue 10:00")
    wednesday, thursday = (say_value(today + timedelta(days=n), "en", "EEEE, d MMMM") for n in (1, 2))

    await shop.customer("ana").plays(f"""
        > please call me back
        What is it about?
        > the cake for Saturday, it should say "Ben"
        When shall we call you?
        > tomorrow at 8 pm
        We are closed then. Shall we call you on {thursday} at 09:00?
        [Yes] [No]
        > no
        When else may we call you?
        > tomorrow at 16:30
        Which number may we call?
        > I am at work
        Please give a telephone number; one from abroad begins with + and the country’s number.
        Which number may we call?
        > 030 1234567
        And your name, please?
        > Ana Lee
        Ana Lee, +49301234567
        On {wednesday} at 16:30
        About: the cake for Saturday, it should say "Ben"
        Shall I pass this on?
        [Yes] [No]
        > yes please
        Thank you, Ana Lee. We will call you on {wednesday} at 16:30.
    """)

    await mail.received(1)
    [letter] = mail.letters
    assert letter["Subject"] == f"[Corner shop] Please call Ana Lee on {today + timedelta(days=1):%Y-%m-%d} at 16:30"
    assert letter["To"] == "owner@crumb.example"
    body = letter.get_content()
    assert "Number: +49301234567" in body
    assert 'About: the cake for Saturday, it should say "Ben"' in body
    while await shop.fetch("SELECT 1 FROM run WHERE status = 'waiting'"):  # noqa: ASYNC110 its work ends by itself
        await asyncio.sleep(0.001)
    assert await shop.fetch("SELECT status FROM run") == [("finished",)]


SAID = ("call me tomorrow", "my order", "tomorrow at 10", "+44 20 7946 0958", "Ben", "yes")


async def test_what_was_said_at_once_is_not_asked_for(shop: TestShop, mail: MailServer) -> None:
    await open_shop(shop, mail, {"mon-fri": "9:00-18:00"})
    today = move_to(shop.clock, "tue 10:00")
    wednesday = say_value(today + timedelta(days=1), "en", "EEEE, d MMMM")

    await shop.customer("ana").plays(f"""
        > can someone call me tomorrow at 3?
        What is it about?
        > 030 1234567
        What is it about?
        > my cake
        And your name, please?
        > Ana
        Ana, +49301234567
        On {wednesday} at 15:00
        About: my cake
        Shall I pass this on?
        [Yes] [No]
        > yes
        ...
    """)


async def test_a_mail_server_that_is_away_is_tried_again_also_after_a_restart(shop: TestShop, mail: MailServer) -> None:
    await open_shop(shop, mail)
    mail.refusals = 1
    for said in SAID:
        await shop.customer("ana").says(said)
    await mail.tried(1)
    await shop.idle()
    await shop.restart()

    await shop.passes(minutes=2)

    await mail.received(1)
    assert not await shop.held("ana")


async def test_without_a_mail_server_the_message_waits_for_a_person_in_the_conversation(shop: TestShop) -> None:
    await open_shop(shop, None)

    for said in SAID:
        await shop.customer("ana").says(said)
    await shop.idle()
    while not await shop.held("ana"):
        await shop.passes(seconds=1)

    assert (await shop.state("ana")).holder.reason == "asks to be called back"


@pytest.mark.parametrize(
    "asked",
    ["can somebody call me back?", "bitte rufen Sie mich zurück", "pouvez-vous me rappeler", "quiero dejar un mensaje"],
)
async def test_it_is_asked_for_in_every_language(shop: TestShop, asked: str) -> None:
    await open_shop(shop, None)

    reply = await shop.customer("ana").says(asked)

    about = ("What is it about?", "Worum geht es?", "De quoi s'agit-il ?", "¿De qué se trata?")
    assert reply.text in about


async def test_who_changes_their_mind_leaves_nothing_behind(shop: TestShop, mail: MailServer) -> None:
    await open_shop(shop, mail)
    for said in SAID[:5]:
        await shop.customer("ana").says(said)

    assert (await shop.customer("ana").says("no")).text == "All right, then I have noted nothing."
    assert mail.letters == []
