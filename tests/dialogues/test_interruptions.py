"""Every dialogue and flow that comes with the shop, interrupted between any two messages."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from shopbell.runtime.items import Control
from shopbell.testing import TestShop
from shopbell.testing.dialogues import exchanges, shown
from tests.skills.test_flows import TALKS, TEMPLATES

CALLBACK = """
    > please call me back
    What is it about?
    > my order
    When shall we call you?
    > tomorrow at 10
    Which number may we call?
    > +44 20 7946 0958
    And your name, please?
    > Ben
    ...
    > no
    All right, then I have noted nothing.
"""
ALL = {**TALKS, "callback": CALLBACK}
Interruption = Callable[[TestShop, str], Awaitable[None]]


async def restarted(shop: TestShop, name: str) -> None:
    await shop.restart()
    await shop.settle()


async def restarted_later(shop: TestShop, name: str) -> None:
    shop.clock.advance(3_600_000)
    await restarted(shop, name)


async def reloaded(shop: TestShop, name: str) -> None:
    await shop.running.host.reload("shopbell_callback" if name == "callback" else "shopbell_flows")
    await shop.settle()


async def changed_in_what_does_not_matter(shop: TestShop, name: str) -> None:
    if name != "callback":
        file = f"flows/{name}.toml"
        shop.write(file, (shop.folder / file).read_text() + "\n# changed\n")
        await shop.settle()


async def held_by_a_person(shop: TestShop, name: str) -> None:
    conversation = (await shop.seat("ana")).lane.conversation_id
    await shop.running.intake.control(conversation, Control("take", agent="bo"))
    assert (await shop.customer("ana").says("are you there?")).parts == ()
    await shop.passes(hours=30)
    await shop.running.intake.control(conversation, Control("release"))


INTERRUPTIONS: list[Interruption] = [
    restarted, restarted_later, reloaded, changed_in_what_does_not_matter, held_by_a_person,
]  # fmt: skip


@pytest.mark.parametrize("interrupt", INTERRUPTIONS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", ALL)
async def test_it_goes_on_as_if_nothing_had_happened(shop: TestShop, name: str, interrupt: Interruption) -> None:
    await shop.configure(time_zone="Europe/Berlin")
    if name == "callback":
        await shop.enable("shopbell_callback")
    else:
        shop.write(f"flows/{name}.toml", (TEMPLATES / f"{name}.toml").read_text())
        await shop.enable("shopbell_flows")
    await shop.settle()
    customer = shop.customer("ana")

    for place, (said, expected) in enumerate(exchanges(ALL[name])):
        if place:
            await interrupt(shop, name)
        reply = await customer.says(said)
        assert expected == "..." or shown(reply) == expected, said

    assert await shop.fetch("SELECT count(*) FROM run WHERE status = 'waiting'") == [(0,)]


def test_every_template_is_interrupted() -> None:
    assert {file.stem for file in Path(TEMPLATES).glob("*.toml")} == set(TALKS)
