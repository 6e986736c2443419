"""Whatever is written, no skill of a whole shop fails over it, at first and behind a search or an open question."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shopbell.config.shops import shop_folder
from shopbell.testing import TestShop

LONG = 2_000  # characters, as many as are read
PARTS = (
    "a", "é", "_", "-", "1,", "$1 ", "a@", "@a", "'", '"', "/", "(", "\n", " ", "\0", "🙂", "\u200b", "日本",
    "the ", "12 ", "1:", "and two ", "a-", "rye loaf ", "order 100234 ", "do you have ", "how much is ", "under ",
)  # fmt: skip
BEFORE = ("", "do you have bread", "where is my order", "call me back", "help me choose")


@pytest.fixture
async def bakery(tmp_path: Path) -> AsyncIterator[TestShop]:
    """With all that is switched on by default."""
    shutil.copytree(shop_folder("bakery"), tmp_path / "shop")
    shop = TestShop(tmp_path / "shop", quiet=False)
    await shop.open()
    await shop.settle()
    yield shop
    await shop.close()


@pytest.mark.parametrize("before", BEFORE, ids=["at first", *BEFORE[1:]])
async def test_no_text_makes_a_skill_fail(bakery: TestShop, before: str) -> None:
    for number, part in enumerate(PARTS):
        text = (part * LONG)[:LONG]
        for place, said in enumerate((text, f"do you have x{text}y"[:LONG])):
            customer = bakery.customer(f"customer {number} {place}")
            if before:
                await customer.says(before)
            await customer.says(said)

    epoch = bakery.running.host.epoch
    entries = (*epoch.skill_of.values(), *epoch.plain_skills, *(entry for entry, _claims in epoch.claiming))
    assert {entry.plugin: entry.breaker.last_error for entry in entries if entry.breaker.last_error} == {}
