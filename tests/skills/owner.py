"""The owner of a shop with a few answers: hears of gaps by the command line, beside the shop or while it is closed."""

import asyncio
import json

from click.testing import CliRunner, Result

from shopbell.cli import main
from shopbell.testing import TestShop

DELIVERY = "## What does delivery cost? {#cost}\n\n> delivery fee\n\n4 €.\n\n## Where are you? {#where}\n\nHere.\n"
OAT = ("do you sell oat milk", "do you have oat milk", "Do you sell oat milk?")


async def open_faq(shop: TestShop, **settings: object) -> None:
    shop.write("faq/delivery.md", DELIVERY)
    await shop.enable("shopbell_faq", **settings)
    await shop.settle()


async def asked_in_vain(shop: TestShop) -> None:
    for number, text in enumerate((*OAT, "is there a cat in the shop")):
        await shop.customer(f"c{number % 3}").says(text)


async def command(shop: TestShop, *words: str, of: str = "faq") -> Result:
    """Run a plugin's command beside the shop, as another process would."""
    line = [of, *words, "--config", str(shop.folder)]
    return await asyncio.to_thread(lambda: CliRunner().invoke(main, line, catch_exceptions=False))


def rows(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
