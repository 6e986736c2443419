"""Values in a message, read by any number of plugins, reach the skill in their normal form."""

import asyncio

from shopbell.clock import Clock
from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import plugin

MINUTE = 60_000

READER = """
import re
from shopbell import Entity

class Reader:
    name = "{name}"
    def read(self, text, language, now):
        {body}

@hookimpl
def shopbell_entities(scope):
    return [Reader()]
"""
TOLD = """
KINDS = ("seat", "plate", "soon", "language")  # the shop reads numbers by itself

@skill()
async def answer(turn):
    return Reply(text=" ".join(f"{e.kind}={e.value}" for e in turn.understood.entities if e.kind in KINDS) or "nothing")
"""
SEATS = 'return [Entity("seat", m[0].upper(), *m.span()) for m in re.finditer(r"\\b[a-f]\\d\\b", text)]'


async def enable(shop: TestShop, **readers: str) -> None:
    """One plugin that tells what was read, and others that read it."""
    shop.write_plugin("telling", plugin(TOLD, "answer"))
    for name, body in readers.items():
        shop.write_plugin(name, "from shopbell import hookimpl\n" + READER.format(name=name, body=body))
    await shop.settle()
    assert [shop.plugin(name).reason for name in readers if shop.plugin(name).state != "enabled"] == []


async def test_what_plugins_read_stands_in_the_order_of_the_text(shop: TestShop, customer: TestCustomer) -> None:
    plates = 'return [Entity("plate", m[0], *m.span()) for m in re.finditer(r"[A-Z]-[A-Z]{2} \\d+", text)]'
    await enable(shop, seats=SEATS, plates=plates)

    told = await customer.says("b7, and the car with the plate B-XY 12, and c1")

    assert told.text == "seat=B7 plate=B-XY 12 seat=C1"


async def test_where_two_of_a_kind_overlap_the_plugin_with_the_lower_order_counts(
    shop: TestShop, customer: TestCustomer
) -> None:
    await enable(shop, aaa='return [Entity("seat", "wrong", 0, 4)]', seats=SEATS)
    await shop.enable("seats", order=1)

    assert (await customer.says("in a1")).text == "seat=A1"


async def test_a_reader_that_fails_or_lies_costs_its_own_values_only(shop: TestShop, customer: TestCustomer) -> None:
    await enable(
        shop,
        failing="raise SystemExit",
        lying='return [Entity("seat", "B7", 0, 5_000)]',
        mumbling='return ["seat"]',
        seats=SEATS,
    )

    assert (await customer.says("may I have b7")).text == "seat=B7"


async def test_a_reader_that_goes_on_failing_is_taken_out(shop: TestShop, customer: TestCustomer) -> None:
    await enable(shop, failing="raise ValueError", seats=SEATS)

    for number in range(12):
        assert (await customer.says(f"may I have b7 for {number}")).text == "seat=B7"

    assert shop.plugin("failing").state == "quarantined"


async def test_whoever_writes_at_the_same_moment_is_read_once_and_for_himself(shop: TestShop) -> None:
    counting = """
        seen[text] = seen.get(text, 0) + 1
        if "cleo" in text:
            raise SystemExit
        return [Entity("seat", f"{text.split()[-1]} {seen[text]}", 0, 1)]
    """
    await enable(shop, counting="seen = self.__dict__.setdefault('seen', {})\n        " + counting.strip())
    names = ("ana", "ben", "cleo", *(f"guest{number}" for number in range(40)))

    told = await asyncio.gather(*(shop.customer(name).says(f"a seat for {name}") for name in names))

    assert {name: one.text for name, one in zip(names, told, strict=True)} == {
        name: "nothing" if name == "cleo" else f"seat={name} 1" for name in names
    }


async def test_the_same_words_are_read_again_when_a_reader_knows_more(shop: TestShop, customer: TestCustomer) -> None:
    learning = """
        if "closed" in text:
            type(self).version = 1
        return [Entity("seat", "B7" if type(self).version else "none", 0, 1)]
    version = 0
    """
    await enable(shop, learning=learning.strip())

    await customer.says("hello")
    before = (await customer.says("a seat")).text
    await customer.says("the balcony is closed")
    after = (await customer.says("a seat")).text

    assert (before, after) == ("seat=none", "seat=B7")


async def test_a_reader_that_cannot_say_what_it_knows_is_read_all_the_same(
    shop: TestShop, customer: TestCustomer
) -> None:
    odd = """
        return [Entity("seat", "A1", 0, 1)]
    @property
    def version(self):
        raise SystemExit
    """
    await enable(shop, odd=odd.strip(), seats=SEATS)

    assert (await customer.says("may I have b7")).text == "seat=A1 seat=B7"


async def test_the_same_words_are_read_again_when_time_has_passed(
    shop: TestShop, customer: TestCustomer, clock: Clock
) -> None:
    await enable(shop, times='return [Entity("soon", now.strftime("%H:%M"), 0, len(text))]')

    before = (await customer.says("in ten minutes")).text
    clock.advance(2 * MINUTE)
    after = (await customer.says("in ten minutes")).text

    assert before != after


async def test_the_reader_hears_the_language_of_the_text(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(languages=["en", "de"])
    await enable(shop, language='return [Entity("language", language, 0, 0)]')

    assert (await customer.says("wo ist denn bitte meine Bestellung")).text == "language=de"


async def test_the_record_tells_kind_and_place_but_no_word(shop: TestShop, customer: TestCustomer) -> None:
    await enable(shop, seats=SEATS)

    await customer.says("may I have b7")

    assert ["seat", 11, 13] in [[*entity] for entity in (await shop.why(customer.turn_id))["entities"]]
