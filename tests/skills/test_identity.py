"""Customers say in words who they are, and where they would rather talk."""

import re

import pytest

from shopbell.replies import Options
from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown
from tests.runtime.answers import ECHO, install
from tests.runtime.test_linking import history
from tests.skills.subscribing import ADDRESS, code_sent

pytestmark = pytest.mark.storage


@pytest.fixture
async def door(shop: TestShop) -> TestShop:
    """A shop whose customers may show who they are."""
    await shop.configure(languages=["en", "de", "fr", "es"])
    await install(shop, "echo", ECHO)
    assert (await shop.enable("shopbell_identity")).state == "enabled"
    return shop


async def test_an_address_is_confirmed_by_the_code_that_was_sent_there(door: TestShop) -> None:
    ana = door.customer("ana")
    await ana.plays(f"""
        > good morning
        You said: good morning
        > confirm my e-mail address
        Which e-mail address is it?
        > it is {ADDRESS}
        I have sent a code to {ADDRESS}. Type it here, please.
    """)

    done = await ana.says(await code_sent(door))
    await door.customer(ADDRESS).says("now from here")

    assert done.text == "Thank you, that is confirmed. From now on you can write to us from there, too."
    assert (await history(door, "ana"))[-1] == "now from here"


async def test_an_address_that_was_named_at_once_is_not_asked_for(door: TestShop) -> None:
    said = await door.customer("ana").says(f"confirm my e-mail address {ADDRESS}")

    assert said.text == f"I have sent a code to {ADDRESS}. Type it here, please."


async def test_no_more_codes_than_an_hour_allows(door: TestShop) -> None:
    said = [(await door.customer("ana").says(f"confirm my e-mail {ADDRESS}")).text for _ in range(6)]

    assert said[4].startswith("I have sent a code")
    assert said[5].startswith("I cannot send a code there now.")


async def test_who_wants_to_go_on_elsewhere_says_where(door: TestShop) -> None:
    await door.customer("ana").plays("""
        > continue elsewhere
        Where shall we go on?
        [In Telegram] [By e-mail] [On the web site]
        > in telegram
        You cannot reach us there. We gladly go on here.
        > continue by e-mail
        Which e-mail address is it?
        > never mind
        All right, I have stopped here.
    """)


async def test_a_link_leads_to_the_channel_that_was_named(door: TestShop) -> None:
    door.write_plugin("telegram", TELEGRAM)
    await door.settle()

    said = await door.customer("ana").says("können wir in Telegram weitermachen?")

    assert shown(said) == "Folgen Sie diesem Link innerhalb eines Tages, dann geht es dort weiter.\n[Weiter]"
    (choice,) = [part for part in said.parts if isinstance(part, Options)]
    link = str(choice.options[0].url)
    assert re.fullmatch(r"https://t\.example/[\w-]{32}", link)
    phone = door.customer("ana-phone")
    assert (await phone.says("/start", invitation=link.rpartition("/")[2])).text == "Hello again. We go on here."
    await door.running.linking.undo(0, "nobody")  # behind the link, for one is made after the other
    assert (await door.seat("ana-phone")).identity.customer_id == (await door.seat("ana")).identity.customer_id


TELEGRAM = """
from contextlib import asynccontextmanager

from shopbell import hookimpl


class Telegram:
    name = "telegram"

    @asynccontextmanager
    async def run(self, inbox):
        yield

    async def send(self, message):
        return None

    def invitation(self, token):
        return f"https://t.example/{token}"


@hookimpl
def shopbell_channels(scope):
    return [Telegram()]
"""


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("who am I?", "I do not know your name."),
        ("wer bin ich?", "Ihren Namen kenne ich nicht."),
        ("qui suis-je ?", "Je ne connais pas votre nom."),
        ("¿quién soy?", "No conozco su nombre."),
        ("continuer ailleurs", "Où voulez-vous continuer ?"),
        ("confirmar mi correo", "¿Cuál es la dirección de correo?"),
    ],
)
async def test_it_is_asked_for_in_every_language(door: TestShop, asked: str, answered: str) -> None:
    assert (await door.customer("ana").says(asked)).text.startswith(answered)


async def test_who_is_known_by_name_is_told_so(door: TestShop) -> None:
    await install(door, "learning", LEARNING, ["register"])
    await door.customer("ana").plays("""
        > register me
        What is your name?
        > Ana
        Nice to meet you, Ana.
        > who am I?
        I know you as Ana.
    """)


LEARNING = """
from shopbell import dialogue

@dialogue("register", Intent("register", {"en": ["register me"]}))
async def register(chat):
    name = await chat.ask("What is your name?", key="name")
    chat.learn("name", name)
    link = chat.invite("nowhere")
    await chat.say(f"Nice to meet you, {name}." if link is None else link)
"""
