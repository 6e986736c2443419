"""Dialogues for the tests, as a plugin's author would write them."""

from typing import Any

from shopbell.testing import TestShop

HEAD = '''"""A plugin of the tests."""

from shopbell import (
    AskTimeout, Cancelled, Chat, Image, Intent, Migration, Reply, Skill, StepFailed, TooManyAttempts, Write, dialogue,
    hookimpl, skill,
)
from shopbell import Text as _

CALLS = []

'''
HOOK = """

@hookimpl
def shopbell_skills(scope):
    return [one for one in globals().values() if isinstance(one, Skill) and not isinstance(one, type)]
"""
ORDER = """
async def quote(product, size):
    CALLS.append(("quote", product, size))
    return {"S": 900, "M": 1100}[size]


def charge(amount):
    CALLS.append(("charge", amount))
    return "paid-" + str(amount)


@dialogue("order", Intent("order", {"en": ["I want a cake", "order a cake"]}), title=_("your order"))
async def order(chat):
    size = await chat.ask(_("Which size?"), options=["S", "M"], key="size")
    price = await chat.step(quote, "cake", size)
    number = await chat.ask(_("How many?"), kind="number", least=1, most=20, key="number", timeout=600)
    await chat.say(_("{number} x {size}: {total}", number=number, size=size, total=price * number))
    if not await chat.confirm(_("Shall I order it?"), key="sure"):
        await chat.say(_("Then I will not."))
        return
    paid = await chat.step(charge, price * number, irreversible=True)
    note = await chat.ask(_("Any note for us?"), key="note")
    await chat.say(_("Thank you. {paid}, {note}", paid=paid, note=note))
"""
PARKING = """
@skill(Intent("parking", {"en": ["where can I park", "is there parking"]}))
async def parking(turn):
    return Reply(text="Behind the church.")
"""


def source(*parts: str) -> str:
    """A plugin of these pieces."""
    return HEAD + "\n\n".join(parts) + HOOK


async def use(shop: TestShop, *parts: str, name: str = "cakes") -> None:
    """Write the plugin, or another version of it, and wait until it answers."""
    shop.write_plugin(name, source(*parts))
    await shop.settle()
    status = shop.plugin(name)
    assert status.state == "enabled", status.reason


def calls(shop: TestShop, name: str = "cakes") -> list[Any]:
    """What the plugin's steps did, since it was loaded last."""
    entry = next(one for one in shop.running.host.epoch.skills if one.plugin == name)
    code = getattr(entry.skill, "play", None) or entry.skill._answer  # type: ignore[attr-defined]
    found: list[Any] = code.__globals__["CALLS"]
    return found
