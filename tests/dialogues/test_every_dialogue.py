"""Every dialogue and flow that comes with the shop, and everything that can happen between any two messages."""

from collections.abc import Awaitable, Callable

import pytest

from shopbell.replies import Reply
from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown
from tests.dialogues.acting import Acting
from tests.dialogues.flow_stories import FLOWS
from tests.dialogues.stories import STORIES
from tests.dialogues.story import exchanges, fits
from tests.dialogues.versions import MORE, REWORDED, Version, bring

UPDATED = "This form was just updated; I kept your answers."
INTERRUPTED = "Sorry, this was interrupted. A person will take over."
Interruption = Callable[[Acting, str], Awaitable[None]]


async def restarted(acting: Acting, name: str) -> None:
    await acting.shop.restart()
    await acting.shop.settle()


async def restarted_later(acting: Acting, name: str) -> None:
    acting.shop.clock.advance(3_600_000)
    await restarted(acting, name)


async def loaded_again(acting: Acting, name: str) -> None:
    plugin = STORIES[name].plugin
    await acting.shop.running.host.reload("shopbell_flows" if plugin == "flows" else plugin.removeprefix("shopbell_"))
    await acting.shop.settle()


async def held_by_a_person(acting: Acting, name: str) -> None:
    await acting.held_and_handed_back()


LASTING = [name for name, story in STORIES.items() if not story.forgets]  # the others end in ``test_every_crash.py``
ASKING = [name for name in LASTING if len(exchanges(STORIES[name].talk)) > 1]
# What is read from the disk depends on the database; how it is replayed does not.
INTERRUPTIONS = [pytest.param(restarted, marks=pytest.mark.storage), restarted_later, loaded_again, held_by_a_person]


@pytest.mark.parametrize("interrupt", INTERRUPTIONS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", LASTING)
async def test_it_goes_on_as_if_nothing_had_happened(shop: TestShop, name: str, interrupt: Interruption) -> None:
    await bring(shop, name)
    acting = Acting(shop, name)

    await acting.plays(acting.lines[:1])
    for line in acting.lines[1:]:
        await interrupt(acting, name)
        await acting.plays([line])

    assert await acting.ended() == ["finished"]


@pytest.mark.parametrize("name", ASKING)
async def test_other_words_are_noticed_by_nobody(shop: TestShop, name: str) -> None:
    versions: tuple[Version, Version] = ("as it comes", "reworded")
    await bring(shop, name)
    acting = Acting(shop, name)

    reworded = False
    for place, line in enumerate(acting.lines):
        await bring(shop, name, versions[place % 2])
        await acting.plays([line], also=REWORDED)
        reworded |= place % 2 == 1

    assert reworded
    assert await acting.ended() == ["finished"]


@pytest.mark.parametrize(("before", "after"), [("as it comes", "longer"), ("longer", "as it comes")])
@pytest.mark.parametrize("name", ASKING)
async def test_a_question_put_in_or_taken_out_keeps_the_answers(
    shop: TestShop, name: str, before: Version, after: Version
) -> None:
    places = range(1, len(Acting(shop, name).lines))
    for place in places:
        await bring(shop, name, before)
        acting = Acting(shop, name, f"customer {place}")
        first, *others = acting.lines[:place]
        told = await acting.does(first[0])
        if before == "longer":
            assert told.endswith(MORE)
            told = await acting.does("> nothing")
        assert fits(told, first[1])
        await acting.plays(others)
        bound = await acting.bound()

        await bring(shop, name, after)
        heard = await acting.answers_all(acting.lines[place][0])

        assert heard[0].startswith(INTERRUPTED if bound else UPDATED)
        assert (MORE in heard[0]) == (after == "longer" and not bound)
        last = INTERRUPTED if bound else acting.lines[-1][1]
        assert fits(heard[-1], last) or heard[-1].endswith(f"\n{last}")  # what was told on the way is told again
        assert await acting.ended() == ["handed over" if bound else "finished"]


@pytest.mark.storage
@pytest.mark.parametrize("name", ASKING)
async def test_two_messages_at_once_are_taken_one_after_the_other(shop: TestShop, name: str) -> None:
    await bring(shop, name)
    said = [place for place, (line, _) in enumerate(Acting(shop, name).lines[:-1]) if line.startswith(">")]
    for place in said:
        acting = Acting(shop, name, f"customer {place}")
        await acting.plays(acting.lines[:place])
        customer = shop.customer(acting.name)
        await acting.comes_to(acting.lines[place][0])

        two = [await customer.writes(line[1:].strip()) for line, _ in acting.lines[place : place + 2]]

        for accepted, (_, expected) in zip(two, acting.lines[place:], strict=False):
            parts = [one for one in await accepted.replies(15) or () if not customer.is_disclosure(one)]
            assert fits(shown(Reply(*parts)), expected)
        await acting.plays(acting.lines[place + 2 :])
        assert await acting.ended() == ["finished"]


def test_every_flow_is_among_them() -> None:
    assert {*FLOWS} == {name for name, story in STORIES.items() if story.plugin == "flows"}
