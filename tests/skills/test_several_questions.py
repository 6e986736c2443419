"""Several questions in one message are answered one after the other."""

import pytest

from shopbell.runtime.record import TurnRecord, decode_record
from shopbell.testing import TestShop

FAQ = """## Do you deliver? {#deliver}

> do you bring it

By bike.

## Is there wifi? {#wifi}

> do you have wifi

Yes, ask at the till.

## Can I bring my dog? {#dog}

> are dogs allowed

On the terrace.

## Where can I park? {#park}

Behind the church.

## What is your phone number? {#phone}

030 5550143.
"""


GERMAN = """## Wo kann ich parken? {#park}

Hinter der Kirche.

## Liefern Sie nach Hause? {#deliver}

Mit dem Rad.
"""
FRENCH = """## Où puis-je me garer ? {#park}

Derrière l'église.

## Vous livrez à domicile ? {#deliver}

À vélo.
"""
SPANISH = """## ¿Dónde puedo aparcar? {#park}

Detrás de la iglesia.

## ¿Hacen entregas? {#deliver}

En bicicleta.
"""

MEASURING = """
from shopbell import Intent, Reply, dialogue, hookimpl

@dialogue("measure", Intent("measure", {"en": ("how long is it going to be",)}))
async def measure(chat):
    length = await chat.ask("How tall are you?", kind="number", key="tall")
    await chat.say(f"Then it takes {length} days.")

@hookimpl
def shopbell_skills(scope):
    return [measure]
"""
SHY = """
from shopbell import Intent, Reply, hookimpl, skill

@skill(Intent("shy", {"en": ("are you shy",)}))
async def shy(turn):
    turn.remember("was", "here")
    turn.hand_over("too shy")
    return None

@skill(Intent("bold", {"en": ("what do you remember",)}))
async def bold(turn):
    return Reply(text=turn.recall("was", "nothing"))

@hookimpl
def shopbell_skills(scope):
    return [shy, bold]
"""

LEDGER = """
from shopbell import Intent, Migration, Reply, Write, hookimpl, skill

NOTE = "INSERT INTO p_ledger_note (id) VALUES (?)"  # of the turn

@skill(Intent("red", {"en": ("will it be red",)}))
async def red(turn):
    turn.write(Write(NOTE, (turn.id,)))
    return Reply(text="Red.")

@skill(Intent("blue", {"en": ("will it be blue",)}))
async def blue(turn):
    turn.write(Write(NOTE, (turn.id,)))
    return Reply(text="Blue.")

@hookimpl
def shopbell_migrations():
    return [Migration(1, "CREATE TABLE p_ledger_note (id {ID}) {STRICT}")]

@hookimpl
def shopbell_skills(scope):
    return [red, blue]
"""


async def open_shop(shop: TestShop, *more: str) -> None:
    shop.write("faq/shop.md", FAQ)
    for language, text in (("de", GERMAN), ("fr", FRENCH), ("es", SPANISH)):
        shop.write(f"faq/{language}/shop.md", text)
    await shop.configure(languages=["en", "de", "fr", "es"])
    for plugin in ("shopbell_faq", *more):
        status = await shop.enable(plugin)
        assert status.state == "enabled", status.reason
    await shop.settle()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Do you deliver? Is there wifi?", "By bike.\nYes, ask at the till."),
        ("Hello! Is there wifi? And can I bring my dog?", "Yes, ask at the till.\nOn the terrace."),
        ("do you deliver and is there wifi", "By bike.\nYes, ask at the till."),
        ("Do you deliver? Is there wifi?\nCan I bring my dog?", "By bike.\nYes, ask at the till.\nOn the terrace."),
        ("Wo kann ich parken und liefern Sie nach Hause?", "Hinter der Kirche.\nMit dem Rad."),
        ("Où puis-je me garer ? Et vous livrez à domicile ?", "Derrière l'église.\nÀ vélo."),
        ("¿Hacen entregas? ¿Dónde puedo aparcar?", "En bicicleta.\nDetrás de la iglesia."),
    ],
)
async def test_each_is_answered(shop: TestShop, said: str, told: str) -> None:
    await open_shop(shop)

    assert (await shop.customer("ana").says(said)).text == told


async def recorded(shop: TestShop) -> TurnRecord:
    [(record,)] = await shop.fetch("SELECT record FROM turn ORDER BY id DESC LIMIT 1")
    return decode_record(record)


async def test_the_record_names_all_who_answered(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("Do you deliver? Is there wifi?")

    record = await recorded(shop)

    assert (record.intent, record.also) == ("faq.shop.deliver", ("shopbell_faq/faq (faq.shop.wifi)",))


@pytest.mark.parametrize(
    "said",
    [
        "Do you deliver? Do you bring it?",  # the same
        "Do you deliver? In red?",
        "Do you deliver? Can your cat play chess?",
        "Do you deliver? Is there wifi? Can I bring my dog? What is your phone number?",  # a letter
        "Do you deliver? I live in Berlin.",
        "I live in Berlin, and is there a bus, and do you deliver?",
    ],
)
async def test_else_the_message_is_understood_as_a_whole(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says(said)

    assert "Yes, ask" not in reply.text
    assert (await recorded(shop)).also == ()


async def test_what_is_asked_back_comes_last_and_is_answered_next(shop: TestShop) -> None:
    shop.write_plugin(
        "measuring",
        MEASURING,
    )
    await open_shop(shop, "measuring")

    await shop.customer("ana").plays("""
        > How long is it going to be? Is there wifi?
        Yes, ask at the till.
        How tall are you?
        > 170
        Then it takes 170 days.
    """)


async def test_of_a_skill_that_declines_nothing_remains(shop: TestShop) -> None:
    shop.write_plugin(
        "shy",
        SHY,
    )
    await open_shop(shop, "shy")
    ana = shop.customer("ana")
    await ana.says("Is there wifi? Are you shy?")

    assert (await ana.says("what do you remember")).text == "nothing"


async def test_a_plugin_that_writes_rows_is_asked_once_a_turn(shop: TestShop) -> None:
    shop.write_plugin("ledger", LEDGER)
    await open_shop(shop, "ledger")

    reply = await shop.customer("ana").says("Will it be red? Will it be blue?")

    assert reply.text != "Red.\nBlue."
    assert (await recorded(shop)).failed == ()
    assert (await shop.customer("ana").says("will it be red")).text == "Red."
