"""Whatever breaks and whenever: a customer's window shows every message once, in order."""

import asyncio
from typing import Literal

from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell import StoreUnavailable, TextPart
from tests.web.counter import Counter
from tests.web.visitor import Browser

Step = Literal["shop says", "customer says", "read one", "cut", "come back", "other window", "plugin changes", "disk"]
STEPS: st.SearchStrategy[Step] = st.sampled_from(
    ["shop says", "shop says", "customer says", "customer says", "read one", "read one", "cut", "come back",
     "other window", "plugin changes", "disk"]
)  # fmt: skip


class Customer:
    """A browser as the widget does it: keeps what it wrote until it is acknowledged, comes back with its last seq."""

    def __init__(self, session: ClientSession, counter: Counter) -> None:
        self.browser = counter.browser(session)
        self.unsure: list[str] = []
        self.others: list[Browser] = []
        self.online = False

    async def come_back(self) -> None:
        if not self.online:
            await self.browser.connect()
            self.online = True
            await self.read_one()  # the welcome
            for message in self.unsure:
                await self._send(message)

    async def say(self, message: str) -> None:
        self.unsure.append(message)
        if self.online:
            await self._send(message)

    async def read_one(self, patience: float = 0.05) -> bool:
        """Hear the next frame, if there is one; False when there is none now."""
        try:
            async with asyncio.timeout(patience):
                frame = await self.browser.next()
        except TimeoutError:
            return False
        except ConnectionError:
            self.online = False
            return False
        if frame["type"] == "ack" and frame["id"] in self.unsure:
            self.unsure.remove(frame["id"])
        return True

    def cut(self) -> None:
        if self.online:
            self.browser.cut()
            self.online = False

    async def _send(self, message: str) -> None:
        try:
            await self.browser.send(type="message", id=message, text=message)
        except ConnectionError:
            self.online = False


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=3, max_size=40))
def test_every_message_is_shown_once_and_in_order(steps: list[Step]) -> None:
    asyncio.run(live_through(steps))


async def live_through(steps: list[Step]) -> None:
    async with Counter({}).open() as counter, ClientSession() as session:
        counter.answer = lambda message: [TextPart(text=f"about {message.text}")]
        ana = Customer(session, counter)
        await ana.come_back()
        visitor = ana.browser.visitor
        for number, step in enumerate(steps):
            await take(step, number, counter, ana, session)
        counter.ledger.trouble = None
        await settle(counter, ana)

        stored = await counter.ledger.transcript("default", visitor, after=0, limit=1_000)
        assert [message["seq"] for message in ana.browser.messages] == [line.seq for line in stored]
        said = [f"m{number}" for number, step in enumerate(steps) if step == "customer says"]
        assert sorted(said) == sorted(line.message.text for line in stored if line.message is not None)


async def take(step: Step, number: int, counter: Counter, ana: Customer, session: ClientSession) -> None:
    match step:
        case "shop says":
            await counter.say(ana.browser.visitor, text=f"news {number}")
        case "customer says":
            await ana.say(f"m{number}")
        case "read one":
            await ana.read_one(0.002)
        case "cut":
            ana.cut()
        case "come back":
            await ana.come_back()
        case "other window":
            other = counter.browser(session, ana.browser.token)
            await other.connect()
            ana.others.append(other)  # opened, and never looked at
        case "plugin changes":
            while ana.others:
                ana.others.pop().cut()
            async with asyncio.TaskGroup() as tasks:
                changing = tasks.create_task(counter.change())
                while not changing.done():  # the browser answers the goodbye
                    await ana.read_one(0.01)
                    await asyncio.sleep(0)
        case "disk":
            counter.ledger.trouble = None if counter.ledger.trouble else StoreUnavailable("full")


async def settle(counter: Counter, ana: Customer) -> None:
    """The trouble is over: come back until everything written is with the shop, and hear the rest."""
    while ana.unsure or not ana.online:
        ana.cut()
        await ana.come_back()
        while ana.unsure and await ana.read_one(2.0):
            pass
    expected = 2 * len({line.message.key for _, _, line in counter.ledger.lines if line.message is not None})
    expected += sum(
        line.reply is not None and line.reply.text.startswith("news") for _, _, line in counter.ledger.lines
    )
    while len(ana.browser.messages) < expected and (await ana.read_one(5.0) or not ana.online):
        await ana.come_back()  # where the plugin's last change has only now closed the socket
    while await ana.read_one(0.02):  # nothing comes twice
        pass
