"""What do you know about me? Customers see it, take it with them, correct it, and are forgotten."""

import asyncio
import json
import urllib.request
from urllib.error import HTTPError

import pytest

from shopbell.replies import File, ProductCard
from shopbell.testing import TestShop
from tests.plugins.test_recommender import learned
from tests.skills.test_order_status import known_by_mail

pytestmark = pytest.mark.storage


@pytest.fixture
async def open_books(shop: TestShop) -> TestShop:
    """A shop that tells what it knows."""
    await shop.configure(languages=["en", "de", "fr", "es"])
    status = await shop.enable("shopbell_privacy")
    assert status.state == "enabled", status.reason
    return shop


async def test_what_is_known_is_told_and_can_be_corrected(open_books: TestShop) -> None:
    ana = open_books.customer("ana")
    await ana.plays("""
        > my name is wrong
        What is wrong?
        [My name] [My language] [Something else]
        > my name
        What is your name?
        > Ana
        Thank you, I have corrected it.
    """)

    told = (await ana.says("what do you know about me?")).text.splitlines()

    assert told[0] == "Your name: Ana."
    assert "Personal suggestions are on." in told


async def test_what_plugins_keep_is_told_too_and_is_in_the_copy(open_books: TestShop) -> None:
    await open_books.enable("shopbell_faq")
    ana = open_books.customer("ana")
    await ana.says("do you knit parachutes")

    told = (await ana.says("what do you know about me?")).text.splitlines()
    [file] = [part for part in (await ana.says("export my data")).parts if isinstance(part, File)]
    copy = json.loads(await fetched(open_books.url + "/p/" + file.url.partition("/p/")[2]))

    assert "Besides, one note is kept of what you did here: carts, alerts, bookings, and so on." in told
    assert [gap["words"] for gap in copy["plugins"]["shopbell_faq"]["gap"]] == ["do you knit parachutes"]


async def test_what_nobody_can_correct_by_rule_a_person_corrects(open_books: TestShop) -> None:
    await open_books.customer("ana").plays("""
        > correct my data
        What is wrong?
        [My name] [My language] [Something else]
        > something else
        What is it, and what would be right?
        > you noted shoe size 41, it is 39
        Thank you. A person will correct it and answer you here.
    """)

    assert await open_books.held("ana")


async def fetched(url: str) -> bytes:
    return await asyncio.to_thread(lambda: urllib.request.urlopen(url).read())


async def test_the_copy_is_whole_and_its_link_ends_after_an_hour(open_books: TestShop) -> None:
    ana = open_books.customer("ana")
    await open_books.customer("ben").says("this is ben's secret")
    await ana.says("this is my secret")

    [file] = [part for part in (await ana.says("export my data")).parts if isinstance(part, File)]
    link = open_books.url + "/p/" + file.url.partition("/p/")[2]
    copy = await fetched(link)

    assert "this is my secret" in copy.decode()
    assert "ben" not in copy.decode()
    assert json.loads(copy)["customer"]["id"] == (await open_books.seat("ana")).identity.customer_id
    with pytest.raises(HTTPError, match="404"):
        await fetched(link[:-1] + ("0" if link[-1] != "0" else "1"))
    await open_books.passes(hours=1, seconds=1)
    with pytest.raises(HTTPError, match="404"):
        await fetched(link)


async def test_who_wants_to_be_forgotten_is_asked_once_more_and_then_gone(open_books: TestShop) -> None:
    ana = open_books.customer("ana")
    await ana.says("my secret is blue")
    before = (await open_books.seat("ana")).identity.customer_id

    await ana.says("please delete my data")
    done = await ana.says("yes")
    open_books.clock.advance(5_000)
    async with asyncio.timeout(20):
        while await open_books.fetch("SELECT 1 FROM customer WHERE id = ?", before):  # noqa: ASYNC110 in a test
            await asyncio.sleep(0.05)

    assert done.text.startswith("It is being erased now.")
    assert await open_books.fetch("SELECT 1 FROM identity WHERE customer_id = ?", before) == []
    assert await open_books.fetch("SELECT 1 FROM p_shopbell_privacy_forget") == []


CLINGING = """
from shopbell import Write, hookimpl

@hookimpl
def shopbell_erase(customer_id):
    return [Write("DELETE FROM p_clinging_nowhere", ())] if customer_id == {first} else []
"""


async def test_one_who_cannot_be_erased_does_not_hold_up_the_next(open_books: TestShop) -> None:
    seats = []
    for name in ("ana", "ben"):
        await open_books.customer(name).says("my secret is blue")
        seats.append((await open_books.seat(name)).identity.customer_id)
    open_books.write_plugin("clinging", CLINGING.replace("{first}", str(seats[0])))
    await open_books.settle()

    for name in ("ana", "ben"):
        await open_books.customer(name).says("please delete my data")
        await open_books.customer(name).says("yes")
    open_books.clock.advance(5_000)
    async with asyncio.timeout(20):
        while await open_books.fetch("SELECT 1 FROM customer WHERE id = ?", seats[1]):  # noqa: ASYNC110 in a test
            await asyncio.sleep(0.05)

    assert await open_books.fetch("SELECT customer_id FROM p_shopbell_privacy_forget") == [(seats[0],)]


async def test_who_thinks_again_stays_known(open_books: TestShop) -> None:
    ana = open_books.customer("ana")
    await ana.says("forget me")

    stays = await ana.says("no")

    assert stays.text == "All right, everything stays as it is."
    assert await open_books.fetch("SELECT 1 FROM p_shopbell_privacy_forget") == []


QUESTIONS = (
    "what goes with this? the black tea", "what sells best", "what do you recommend for me", "show me similar products",
    "the winter cake", "show me something better than this: Black tea", "thank you",
)  # fmt: skip


async def test_switched_off_personal_suggestions_change_nothing_else(open_books: TestShop) -> None:
    await learned(open_books, 400)
    await open_books.enable("shopbell_recommendations")
    answers: dict[str, list[tuple[str, list[str]]]] = {"ana": [], "off": [], "stranger": []}
    for name in answers:
        await open_books.customer(name).says("hello")
    await known_by_mail(open_books, "ana", "c7@example.com")
    await known_by_mail(open_books, "off", "c8@example.com")
    assert "Nothing else changes." in (await open_books.customer("off").says("no personal suggestions please")).text
    for name, heard in answers.items():
        for question in QUESTIONS:
            said = await open_books.customer(name).says(question)
            heard.append((said.text, [part.product for part in said.parts if isinstance(part, ProductCard)]))

    pairs = zip(QUESTIONS, answers["off"], answers["stranger"], strict=True)
    different = [question for question, off, stranger in pairs if off != stranger]
    assert different == ["what do you recommend for me"]  # which says that they are off
    assert answers["off"][2][1] == answers["stranger"][2][1]
    assert answers["ana"][2] != answers["stranger"][2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("was wissen Sie über mich", "Sie haben uns geschrieben über"),
        ("que savez-vous de moi", "Vous nous avez écrit par"),
        ("qué saben de mí", "Nos ha escrito por"),
        ("löschen Sie meine Daten", "Alles, was Sie uns geschrieben haben"),
        ("pas de suggestions personnelles", "C'est fait"),
    ],
)
async def test_it_is_asked_for_in_every_language(open_books: TestShop, asked: str, said: str) -> None:
    assert (await open_books.customer("ana").says(asked)).text.startswith(said)


@pytest.mark.parametrize("said", ["I typed the name wrong", "and what is wrong with it?"])
async def test_what_is_wrong_with_something_else_is_no_datum_of_theirs(open_books: TestShop, said: str) -> None:
    assert "What is wrong?" not in str((await open_books.customer("ana").says(said)).text)
