"""What customers agree to, each thing for itself: word for word, where they said it, and only that is sent."""

import pytest

from shopbell.messages import ShopEvent
from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install
from tests.runtime.test_proving import code_sent

pytestmark = pytest.mark.storage

AGREEING = """
from shopbell import Intent, Reply, Text as _, dialogue, hookimpl, skill

WORDS = _("Shall we write to you once when {product} is cheaper?", product="the mug")

@skill(Intent("agree", {"en": ["tell me when it is cheaper"]}))
async def agree(turn):
    turn.consent("price_alert", True, WORDS)
    return Reply(text="agreed")

@skill(Intent("news", {"en": ["send me your news"]}))
async def news(turn):
    turn.consent("newsletter", True, "news, please")
    return Reply(text="agreed")

@skill(Intent("no_news", {"en": ["no more news"]}))
async def no_news(turn):
    turn.consent("newsletter", False, turn.text)
    return Reply(text="ended")

@skill(Intent("declined", {"en": ["never mind that"]}))
async def declined(turn):
    turn.consent("newsletter", True, "declined")
    return None

@skill(Intent("by_mail", {"en": ["news by mail"]}))
async def by_mail(turn):
    sent = await turn.prove("Ana@mail.example", consent="newsletter", wording=WORDS)
    return Reply(text="sent" if sent else "not sent")

@dialogue("cheaper", on=["mug.cheaper", "both"], purpose="marketing", consent="price_alert")
async def cheaper(chat, event):
    await chat.say("The mug is cheaper.")

@dialogue("letter", on=["letter.out", "both"], purpose="marketing", consent="newsletter")
async def letter(chat, event):
    await chat.say("Our newsletter is out.")

@dialogue("any", on=["any.offer"], purpose="marketing")
async def any_offer(chat, event):
    await chat.say("Ten per cent off.")

SCOPES = []

@skill(Intent("tell", {"en": ["tell yourself"]}))
async def tell(turn):
    await SCOPES[-1].record(turn.conversation_id, "mug.cheaper", key="1", consent="price_alert")
    return Reply(text="told")

@hookimpl
def shopbell_services(scope):
    SCOPES.append(scope)
    return {}
"""
SKILLS = ["agree", "news", "no_news", "declined", "by_mail", "cheaper", "letter", "any_offer", "tell"]


@pytest.fixture
async def noon(shop: TestShop) -> TestShop:
    """A shop at noon with three kinds of offers."""
    shop.clock.advance((12 * 3_600_000 - shop.clock.now()) % 86_400_000)
    await install(shop, "echo", ECHO)
    await install(shop, "agreeing", AGREEING, SKILLS)
    await shop.customer("ana").says("hello")
    return shop


async def happens(shop: TestShop, kind: str, sender: str = "ana") -> list[tuple[str, str]]:
    """What the gate says to each offer that the event leads to: consent, state."""
    known = (await shop.fetch("SELECT COALESCE(max(id), 0) FROM outbox"))[0][0]
    number = str((await shop.fetch("SELECT count(*) FROM event"))[0][0])
    await shop.inbox.record("default", [ShopEvent(kind=kind, source="shop", id=number, sender=sender)])
    await shop.idle()
    await shop.passes()
    sql = "SELECT consent, verdict FROM outbox WHERE id > ? AND purpose = 'marketing' ORDER BY id"
    return [(row[0], row[1]) for row in await shop.fetch(sql, known)]


async def kept(shop: TestShop) -> list[tuple[str, int, str, str]]:
    sql = "SELECT purpose, given, wording, source FROM consent ORDER BY id"
    return [tuple(row) for row in await shop.fetch(sql)]  # type: ignore[misc]


async def test_what_was_agreed_to_is_kept_word_for_word(noon: TestShop) -> None:
    await noon.customer("ana").says("tell me when it is cheaper")

    assert await kept(noon) == [
        ("price_alert", 1, "Shall we write to you once when the mug is cheaper?", "customer")
    ]  # fmt: skip


async def test_a_yes_to_one_thing_is_no_yes_to_another(noon: TestShop) -> None:
    await noon.customer("ana").says("tell me when it is cheaper")

    assert await happens(noon, "letter.out") == [("newsletter", "refused")]
    assert await happens(noon, "any.offer") == [("", "refused")]
    assert await happens(noon, "mug.cheaper") == [("price_alert", "sent")]


async def test_a_no_to_one_thing_leaves_the_other(noon: TestShop) -> None:
    await noon.customer("ana").says("tell me when it is cheaper")
    await noon.customer("ana").says("send me your news")
    await noon.customer("ana").says("no more news")

    assert await happens(noon, "letter.out") == [("newsletter", "refused")]
    assert await happens(noon, "mug.cheaper") == [("price_alert", "sent")]


async def test_stop_ends_all_and_a_later_yes_begins_anew(noon: TestShop) -> None:
    await noon.customer("ana").says("tell me when it is cheaper")
    await noon.customer("ana").says("STOP ALL")
    assert await happens(noon, "mug.cheaper") == [("price_alert", "refused")]

    await noon.customer("ana").says("send me your news")

    assert await happens(noon, "letter.out") == [("newsletter", "sent")]
    assert await happens(noon, "mug.cheaper") == [("price_alert", "refused")]
    await noon.restart()
    assert await noon.fetch("SELECT stopped FROM identity WHERE address = 'ana'") == [(0,)]


async def test_two_offers_of_one_event_are_asked_for_apart(noon: TestShop) -> None:
    await noon.customer("ana").says("tell me when it is cheaper")

    assert sorted(await happens(noon, "both")) == [("newsletter", "refused"), ("price_alert", "sent")]


async def test_who_declines_the_question_has_agreed_to_nothing(noon: TestShop) -> None:
    said = await noon.customer("ana").says("never mind that")

    assert said.text == "You said: never mind that"
    assert await kept(noon) == []


async def test_consent_to_letters_is_given_by_the_code_and_not_before(noon: TestShop) -> None:
    ana = noon.customer("ana")
    assert (await ana.says("news by mail")).text == "sent"
    assert await kept(noon) == []

    await ana.says(await code_sent(noon, 1))

    assert await kept(noon) == [
        ("newsletter", 1, "Shall we write to you once when the mug is cheaper?", "code")
    ]  # fmt: skip
    assert await noon.fetch(
        "SELECT address FROM identity JOIN consent ON consent.identity_id = identity.id"
    ) == [("Ana@mail.example",)]  # fmt: skip
    assert await happens(noon, "letter.out") == [("newsletter", "refused")]
    assert await happens(noon, "letter.out", "Ana@mail.example") == [("newsletter", "sent")]


async def test_a_code_lifts_an_earlier_stop_at_that_address(noon: TestShop) -> None:
    await noon.customer("Ana@mail.example").says("hello")
    await noon.customer("Ana@mail.example").says("STOP ALL")
    ana = noon.customer("ana")
    await ana.says("news by mail")
    await ana.says(await code_sent(noon, 4))
    await noon.idle()

    assert await happens(noon, "letter.out", "Ana@mail.example") == [("newsletter", "sent")]


async def test_a_fact_is_told_where_the_customer_agreed(noon: TestShop) -> None:
    ana = noon.customer("ana")
    await ana.says("tell me when it is cheaper")
    await ana.says("news by mail")
    await ana.says(await code_sent(noon, 1))
    await noon.customer("Ana@mail.example").says("tell yourself")
    await noon.idle()

    sql = "SELECT address, verdict FROM outbox WHERE purpose = 'marketing'"
    assert await noon.fetch(sql) == [("ana", "sent")]
