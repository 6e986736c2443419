"""Two customers turn out to be one: one conversation from then on, and two again when that was wrong."""

import asyncio
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.runtime.commit import decode_message
from shopbell.runtime.linking import prove
from shopbell.runtime.profile import learn
from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

ASKING = """
from shopbell import Intent, dialogue

@dialogue("cake", Intent("cake", {"en": ["I want a cake"]}), title="your cake")
async def cake(chat):
    size = await chat.ask("Which size?", key="size")
    await chat.say(f"A {size} cake it is.")

@dialogue("table", Intent("table", {"en": ["I want a table"]}), title="your table")
async def table(chat):
    many = await chat.ask("How many people?", key="many")
    await chat.say(f"A table for {many}.")
"""


async def identity(shop: TestShop, name: str) -> int:
    return (await shop.seat(name)).identity.id


async def link(shop: TestShop, one: str, other: str, how: str = "code") -> str:
    done = await shop.running.linking.link(await identity(shop, one), await identity(shop, other), how, "customer")
    return done.state


async def undo(shop: TestShop) -> str:
    [(proof_id,)] = await shop.fetch("SELECT max(id) FROM link_proof WHERE state = 'linked'")
    return (await shop.running.linking.undo(proof_id, "bo")).state


async def history(shop: TestShop, name: str) -> list[str]:
    """What a customer has written, over all their addresses."""
    customer = (await shop.seat(name)).identity.customer_id
    rows = await shop.fetch(
        "SELECT message.body FROM identity JOIN message ON message.identity_id = identity.id"
        " WHERE identity.customer_id = ? AND message.author = 'customer' ORDER BY message.id",
        customer,
    )
    return [decode_message(body).text for (body,) in rows]


@pytest.fixture
async def cakes(shop: TestShop) -> TestShop:
    """A shop with two dialogues; it repeats everything else."""
    await install(shop, "echo", ECHO)
    await install(shop, "cakes", ASKING, ["cake", "table"])
    return shop


async def test_after_a_link_there_is_one_customer_one_conversation_and_one_timeline(cakes: TestShop) -> None:
    await cakes.customer("ana").says("from the web")
    await cakes.customer("ana-mail").says("from the mail")

    assert await link(cakes, "ana-mail", "ana") == "linked"
    await cakes.customer("ana-mail").says("and again")

    ana, mail = await cakes.seat("ana"), await cakes.seat("ana-mail")
    assert ana.lane is mail.lane
    assert ana.identity.customer_id == mail.identity.customer_id
    assert await history(cakes, "ana") == ["from the web", "from the mail", "and again"]
    assert await cakes.fetch("SELECT what, who FROM audit") == [("linked by code", "customer")]


async def test_the_open_question_goes_on_where_the_proof_was_given(cakes: TestShop) -> None:
    await cakes.customer("ana").says("I want a cake")
    await cakes.customer("ana-mail").says("hello")
    await cakes.delivered(4)

    await link(cakes, "ana-mail", "ana")
    await cakes.delivered(6)
    answer = await cakes.customer("ana-mail").says("large")

    assert cakes.channel.delivered.texts[4:6] == ["Back to your cake.", "Which size?"]
    assert cakes.channel.delivered.messages[5].address == "ana-mail"
    assert answer.text == "A large cake it is."


async def test_of_two_open_dialogues_that_of_the_proof_goes_first_and_the_other_afterwards(cakes: TestShop) -> None:
    await cakes.customer("ana").says("I want a cake")
    await cakes.customer("ana-mail").says("I want a table")

    await link(cakes, "ana-mail", "ana")
    await cakes.idle()
    first = await cakes.customer("ana-mail").says("4")
    second = await cakes.customer("ana-mail").says("small")

    assert first.text.startswith("A table for 4.")
    assert "Which size?" in " ".join(str(getattr(part, "text", "")) for part in first.parts)
    assert second.text == "A small cake it is."


async def test_undoing_a_link_gives_both_their_history_profile_and_dialogue_back(cakes: TestShop) -> None:
    await cakes.customer("ana").says("I want a cake")
    await cakes.customer("ben").says("ben was here")
    now = cakes.clock.now()
    await cakes.running.store.commit(learn(await identity(cakes, "ana"), [("name", "Ana"), ("tag:vip", True)], now))
    await cakes.running.store.commit(learn(await identity(cakes, "ben"), [("name", "Ben")], now + 1))
    await link(cakes, "ana", "ben")
    await cakes.customer("ben").says("large")
    assert (await cakes.seat("ana")).lane.customer.name == "Ben"
    assert (await cakes.seat("ben")).lane.customer.tags == ("vip",)

    assert await undo(cakes) == "undone"
    await cakes.customer("ben").says("just me")

    assert await history(cakes, "ana") == ["I want a cake"]
    assert await history(cakes, "ben") == ["ben was here", "large", "just me"]
    assert (await cakes.seat("ana")).lane.customer.name == "Ana"
    assert (await cakes.seat("ben")).lane.customer.name == "Ben"
    assert (await cakes.seat("ben")).lane.customer.tags == ()
    await cakes.restart()
    assert (await cakes.seat("ana")).lane is not (await cakes.seat("ben")).lane
    assert await cakes.fetch("SELECT count(*) FROM customer WHERE merged_into IS NOT NULL") == [(0,)]


async def test_a_dialogue_goes_back_with_whom_it_began(cakes: TestShop) -> None:
    await cakes.customer("ben").says("hello")
    await cakes.customer("ana").says("I want a cake")
    await link(cakes, "ben", "ana")
    await cakes.idle()
    await undo(cakes)

    assert (await cakes.customer("ben").says("large")).text == "You said: large"
    assert (await cakes.customer("ana").says("large")).text == "A large cake it is."


async def test_what_speaks_against_a_link(cakes: TestShop) -> None:
    await cakes.customer("ana").says("hello")
    await cakes.customer("ben").says("hello")
    assert await link(cakes, "ana", "ben", "login") == "linked"
    assert await link(cakes, "ben", "ana") == "known"
    await undo(cakes)

    assert await link(cakes, "ana", "ben", "login") == "refused"
    assert await link(cakes, "ana", "ben", "agent") == "linked"


async def test_a_proof_that_was_on_disk_when_the_shop_stopped_is_worked_off(cakes: TestShop) -> None:
    await cakes.customer("ana").says("hello")
    await cakes.customer("ben").says("hello")
    one, other = await identity(cakes, "ana"), await identity(cakes, "ben")
    _, write = prove(cakes.running.store, one, other, "code", "customer", cakes.clock.now())
    await cakes.running.store.commit([write])

    await cakes.restart()
    await cakes.running.linking.undo(0, "nobody")  # behind the link, for one is made after the other

    assert (await cakes.seat("ana")).lane is (await cakes.seat("ben")).lane


NAMES = ("ana", "ben", "cleo", "dora")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), st.sampled_from(NAMES)),
        st.tuples(st.just("link"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("undo")),
    ),
    min_size=5,
    max_size=25,
)
run = 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whoever_links_whom_at_once_nothing_is_lost_and_nobody_waits_for_ever(
    busy: TestShop, steps: list[tuple[str, ...]]
) -> None:
    """Messages, links both ways and undoing all at the same time; afterwards everything is taken apart again."""
    global run
    run += 1
    written: Counter[str] = Counter()
    names = {name: f"{name}{run}" for name in NAMES}
    for name in names.values():
        await busy.customer(name).says("hello")
        written[name] += 1

    async def step(number: int, what: tuple[str, ...]) -> None:
        if what[0] == "says":
            said = await busy.customer(names[what[1]]).says(f"{run}-{number}")
            assert said.text == f"You said: {run}-{number}"
            written[names[what[1]]] += 1
        elif what[0] == "link":
            assert await link(busy, names[what[1]], names[what[2]]) in ("linked", "known")
        else:
            rows = await busy.fetch("SELECT max(id) FROM link_proof WHERE state = 'linked'")
            if rows[0][0]:
                await busy.running.linking.undo(rows[0][0], "bo")

    async with asyncio.timeout(60):
        await asyncio.gather(*(step(number, what) for number, what in enumerate(steps)))
        for (proof_id,) in await busy.fetch("SELECT id FROM link_proof WHERE state = 'linked' ORDER BY id DESC"):
            assert (await busy.running.linking.undo(proof_id, "bo")).state == "undone"

    seats = [await busy.seat(name) for name in names.values()]
    assert len({seat.lane.conversation_id for seat in seats}) == len(seats)
    for name in names.values():
        assert len(await history(busy, name)) == written[name]
        assert (await busy.customer(name).says("still there?")).text == "You said: still there?"
        written[name] += 1
    assert await busy.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]


@pytest.fixture
async def busy(shop: TestShop) -> TestShop:
    """A shop that repeats what it hears."""
    await install(shop, "echo", ECHO)
    shop.rehearses = False
    return shop
