"""Small plugins that the tests of the turn path write into a shop."""

from collections.abc import Sequence

from shopbell.testing import TestShop
from shopbell.understanding import Understood

HEAD = '''"""For a test."""

import asyncio

from shopbell import DeliveryError, Intent, Option, Reply, Text, hookimpl, skill
from shopbell.contracts import Write
from shopbell.replies import PaymentRequest, TextPart
'''


def plugin(body: str, *skills: str) -> str:
    """The source of a plugin: ``body`` defines skills, ``skills`` are their names."""
    return f"{HEAD}\n{body}\n\n@hookimpl\ndef shopbell_skills(scope):\n    return [{', '.join(skills)}]\n"


async def install(shop: TestShop, name: str, body: str, skills: Sequence[str] = ("answer",)) -> None:
    """Write a folder plugin and wait until it is live."""
    shop.write_plugin(name, plugin(body, *skills))
    await shop.settle()
    assert shop.plugin(name).state == "enabled", shop.plugin(name).reason


ECHO = """
@skill()
async def answer(turn):
    return Reply(text=f"You said: {turn.text}")
"""

HELP = """
@skill(Intent("help", {"en": ["I want to talk to a person"]}))
async def answer(turn):
    turn.hand_over("asked for a person")
    return Reply(text="I call somebody.")
"""


class CloseCall:
    """A model that finds two intents about equally likely in whatever it reads that has "have" in it."""

    threshold, doubt, margin = 0.5, 0.3, 0.1

    def __init__(self, first: str, second: str) -> None:
        self._near = ((first, 0.8), (second, 0.75))

    def understand(self, text: str, language: str | None) -> Understood:
        return Understood(intents=self._near if "have" in text else (), language="en")
