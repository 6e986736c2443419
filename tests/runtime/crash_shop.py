"""A shop in a process of its own that may be killed at any moment, with customers who repeat what got no answer.

``Lives("tests.runtime.crash_shop").live(PLAN)`` (JSON) is one life. Lines on stdout: ``ready``, ``a NAME N`` for an
acknowledged message, ``w NAME N`` for a wrong answer, ``done``. The channel's far side is the file ``sink``: one line
per delivery.
"""

import asyncio
import os
import random
from pathlib import Path

import aiohttp
import msgspec

from shopbell.errors import DeliveryError, RequestError, StoreError
from shopbell.messages import OutboundMessage
from shopbell.testing import Delivered, TestShop, arm_crash_point, testing_channel

KEY = "a-key-for-the-crash-tests"
OFF = ("callback", "demo", "faq", "handoff", "opening_hours", "smalltalk", "webchat")

# Counts what each customer said, so that a turn that is lost, repeated or out of order shows in the answer.
COUNTING = '''"""Counts."""

import asyncio

from shopbell import Reply, hookimpl, skill


@skill()
async def counting(turn):
    if int(turn.text) % 3 == 0:
        await asyncio.sleep(0)
    said = turn.recall("said", 0) + 1
    turn.remember("said", said)
    return Reply(text=f"{said} is {turn.text}")


@hookimpl
def shopbell_skills(scope):
    return [counting]
'''


class Plan(msgspec.Struct):
    """What one life of the process shall do."""

    folder: str
    rule: str  # "accept": two commits and delivery by the outbox; "wait": the response is the reply, one commit
    customers: int
    messages: int  # of each customer
    acknowledged: list[tuple[str, int]]
    point: int = 0  # die at this numbered point, 0: live
    passes: int = 1
    redelivered: float = 0.0  # share of messages sent once more
    refused: float = 0.0  # share of deliveries that fail
    seed: int = 0


class Sink(Delivered):
    """Keeps deliveries in a file, which survives the process."""

    def __init__(self, file: Path, refused: float, rng: random.Random) -> None:
        super().__init__()
        self._file = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        self._refused, self._rng = refused, rng

    def take(self, message: OutboundMessage) -> None:
        """One delivery, or a refusal."""
        if self._rng.random() < self._refused:
            raise DeliveryError("testing", "try again", kind="temporary", retry_after=0.01)
        os.write(self._file, f"{message.outbox_id}\t{message.address}\t{message.reply.text}\n".encode())


def tell(line: str) -> None:
    """One line to the parent, in one write."""
    os.write(1, f"{line}\n".encode())


class Life:
    """One life of the process."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.rng = plan, random.Random(plan.seed)
        self.acknowledged = set(plan.acknowledged)
        folder = Path(plan.folder)
        folder.mkdir(parents=True, exist_ok=True)
        tables = "".join(f"\n[plugins.shopbell_{name}]\nenabled = false\n" for name in OFF)
        (folder / "shopbell.toml").write_text(f'[shop]\nname = "Corner shop"\n{tables}')
        self.shop = TestShop(folder)
        self.shop.write_plugin("counting", COUNTING)
        testing_channel(str(folder)).delivered = Sink(folder / "sink", plan.refused, self.rng)

    async def live(self) -> None:
        """Open, let the customers talk, wait until all is delivered, close."""
        if self.plan.point:
            arm_crash_point(self.plan.point, self.plan.passes)
        await self.shop.open()
        await self.shop.settle()
        tell("ready")
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:
            names = [f"c{number}" for number in range(self.plan.customers)]
            await asyncio.gather(*(self.talk(session, name) for name in names))
        left = (
            "SELECT (SELECT count(*) FROM inbox WHERE done = 0)"
            " + (SELECT count(*) FROM outbox WHERE state IN ('due', 'sending'))"
        )
        while (await self.shop.fetch(left))[0][0]:  # noqa: ASYNC110 the last delivery is nobody's event
            await asyncio.sleep(0.01)
        await self.shop.close()
        tell("done")

    async def talk(self, session: aiohttp.ClientSession, name: str) -> None:
        """One customer: each message again until it is acknowledged, some once more."""
        for number in range(1, self.plan.messages + 1):
            if (name, number) in self.acknowledged:
                continue
            while not await self.send(session, name, number):  # noqa: ASYNC110 as a platform does
                await asyncio.sleep(0.01)
            tell(f"a {name} {number}")
            if self.rng.random() < self.plan.redelivered:
                await self.send(session, name, number)

    async def send(self, session: aiohttp.ClientSession, name: str, number: int) -> bool:
        """One attempt; True when it was acknowledged."""
        if self.plan.rule == "accept":
            try:
                await self.shop.customer(name).writes(str(number), key=f"{name}-{number}")
            except (RequestError, StoreError):
                return False
            return True
        body = {"sender": name, "id": str(number), "text": str(number)}
        async with session.post(f"{self.shop.url}/api/v1/messages", json=body) as answer:
            if answer.status != 200:
                return False
            replies = (await answer.json())["replies"]
        if not replies or replies[-1]["text"] != f"{number} is {number}":
            tell(f"w {name} {number}")
        return True


def main(plan: str) -> None:
    """One life, in this process."""
    os.environ["SHOPBELL_API_KEYS"] = KEY
    asyncio.run(Life(msgspec.json.decode(plan, type=Plan)).live())
