"""What the owner sees of dialogues: ``shopbell why``, ``/metrics``, retention."""

import asyncio
import json

import aiohttp
import pytest
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, use

pytestmark = pytest.mark.storage


async def test_why_tells_the_journal_of_a_run_in_words(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    for said in ("I want a cake", "M", "2", "yes"):
        await customer.says(said)
    await shop.running.store.commit([])

    words, run = ["why", str(customer.turn_id), "--config", str(shop.folder)], CliRunner().invoke
    told = await asyncio.to_thread(run, main, words)  # a command has a loop of its own
    as_json = await asyncio.to_thread(run, main, [*words, "--json"])

    assert told.exit_code == 0, told.output
    assert "The skill cakes/order answered." in told.output
    for line in (
        "size: answered",
        "quote: done",
        "charge: done, cannot be undone",
        "Now it waits for the answer to note",
    ):
        assert line in told.output
    assert "ring" not in told.output
    assert json.loads(as_json.output)["dialogue"][0] == "Dialogue cakes/order: waiting."


async def metrics(shop: TestShop) -> str:
    async with aiohttp.ClientSession() as http, http.get(f"{shop.url}/metrics") as answer:
        return await answer.text()


async def test_metrics_count_what_waits_and_how_it_ended(shop: TestShop) -> None:
    await use(shop, ORDER)
    for name, words in {"ana": [], "ben": ["cancel"], "cleo": ["?", "??", "???"], "dan": ["S", "1", "no"]}.items():
        await shop.customer(name).says("I want a cake")
        for said in words:
            await shop.customer(name).says(said)

    told = await metrics(shop)

    assert "shopbell_dialogues_waiting 1.0" in told
    assert "shopbell_dialogues_begun_total 4.0" in told
    for how in ("cancelled", "handed over", "finished"):
        assert f'shopbell_dialogues_ended_total{{how="{how}"}} 1.0' in told
    await shop.restart()
    assert "shopbell_dialogues_waiting 1.0" in await metrics(shop)
