"""What every channel must pass, as tests: subclass, say how the platform speaks, and pytest does the rest.

``HearingContract`` for the way in, ``SendingContract`` for channels that are pushed to over HTTP; a class may be both.
Run 10,000 odd inputs instead of 300 with ``--hypothesis-profile=fuzz``.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog import get_logger
from structlog.testing import capture_logs

from shopbell.errors import DeliveryError
from shopbell.replies import (
    Audio,
    Card,
    Carousel,
    File,
    Form,
    FormField,
    Image,
    ItemList,
    Location,
    Option,
    Options,
    PaymentRequest,
    ProductCard,
    Reply,
    ReplyPart,
    TextPart,
    Video,
)
from shopbell.testing.platform import Answer, Asked, Platform
from shopbell.testing.shops import TestShop

settings.register_profile("fuzz", max_examples=10_000)

USUAL_EXAMPLES = 300
LONGEST_KEPT = 100_000  # characters of one message; whatever is longer is refused or cut
ECHO = """
from shopbell import Reply, hookimpl, skill

@skill()
async def echo(turn):
    return Reply(text=f"You said {turn.text}.")

@hookimpl
def shopbell_skills(scope):
    return [echo]
"""
_shop = Option("Shop", url="https://shop.example/")
PARTS: tuple[ReplyPart, ...] = (
    TextPart(text="**Hello** & <welcome>", markdown=True),
    Options(options=(Option("Yes"), Option("No", "no"), _shop)),
    Card(
        title="Rye", subtitle="3 EUR", image="https://shop.example/rye.png", options=(Option("Buy", "b" * 900), _shop)
    ),
    Carousel(cards=(Card(title="Rye"), Card(title="Wheat", url="https://shop.example/wheat"))),
    Image(url="https://shop.example/rye.png", alt="a loaf", caption="Rye"),
    Video(url="https://shop.example/rye.mp4", caption="Baking"),
    Audio(url="https://shop.example/rye.mp3", transcript="Crackling"),
    File(url="https://shop.example/rye.pdf", name="rye.pdf"),
    ItemList(title="Breads", items=tuple(Option(f"Bread {number}") for number in range(30))),
    Form(name="f", title="Who are you?", fields=(FormField("n", "Name"), FormField("t", "Number", "tel"))),
    Location(latitude=52.52, longitude=13.405, name="Shop", address="1 Main Street"),
    ProductCard(product="rye", title="Rye", price=300, currency="EUR", options=(Option("Buy"),)),
    PaymentRequest(reference="1", title="Order 1", amount=300, currency="EUR", url="https://pay.example/1"),
)


_FIELDS = ("id", "message", "text", "from", "chat", "sender", "type", "update_id", "date")
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.sampled_from(_FIELDS), inner, max_size=5)
    ),
    max_leaves=12,
)
_bodies = st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | _values.map(json.dumps).map(str.encode)


@st.composite
def _bent(draw: st.DrawFn, genuine: Sequence[bytes]) -> bytes:
    """A genuine JSON body of which one value, at any depth, is another one: what random bytes hardly ever become."""
    whole = json.loads(draw(st.sampled_from(genuine)))
    inside = whole
    while True:
        key = draw(st.sampled_from(sorted(inside) if isinstance(inside, dict) else range(len(inside))))
        if not (isinstance(inside[key], dict | list) and inside[key] and draw(st.booleans())):
            break
        inside = inside[key]
    inside[key] = draw(_values)
    return json.dumps(whole).encode()


def odd_inputs() -> int:
    """How many odd inputs a test of a way in tries: ``USUAL_EXAMPLES``, or as many as the profile asks for."""
    return max(USUAL_EXAMPLES, settings.default.max_examples) if settings.default else USUAL_EXAMPLES


class ChannelContract:
    """What both halves need. ``plugin`` is enabled in a shop of its own for each test."""

    plugin: str
    channel: str  # its name
    account = "default"
    address = "ana"  # a customer's, as this platform writes it
    secrets: Sequence[str] = ()  # tokens and passwords used here: no log and no error may tell them

    async def open(self, shop: TestShop, platform: Platform, stack: AsyncExitStack) -> None:
        """Enable the plugin in ``shop``, its platform being ``platform``; what ``stack`` is given is closed after."""
        raise NotImplementedError

    def answer(self, asked: Asked) -> Answer:
        """What the platform answers when all is well."""
        return Answer()

    @pytest_asyncio.fixture
    async def platform(self) -> AsyncIterator[Platform]:
        """The platform, on loopback."""
        async with Platform(self.answer) as platform:
            yield platform

    @pytest_asyncio.fixture
    async def opened(self, tmp_path: Path, platform: Platform) -> AsyncIterator[TestShop]:
        """A shop that repeats what it hears, with the channel open."""
        async with AsyncExitStack() as stack:
            yield await self._open(tmp_path / "shop", platform, stack)

    async def _open(self, folder: Path, platform: Platform, stack: AsyncExitStack) -> TestShop:
        shop = TestShop(folder)
        await shop.open()
        stack.push_async_callback(shop.close)
        shop.write_plugin("echo", ECHO)
        await shop.enable("echo")
        await self.open(shop, platform, stack)
        status = shop.plugin(self.plugin)
        assert status.state == "enabled", status.reason
        return shop


class HearingContract(ChannelContract):
    """The way in: once, in order, only from the platform, whatever comes."""

    async def brings(self, shop: TestShop, sender: str, number: int, text: str) -> int:
        """The platform brings a message; ``number`` makes it the same or another one. Returns the HTTP status.

        A channel that fetches (a mailbox) puts it where it looks, waits until it was taken, and returns 200.
        """
        raise NotImplementedError

    async def forges(self, shop: TestShop, sender: str, number: int, text: str) -> int | None:
        """The same from a stranger who does not know the secret; None: the way in is not signed."""
        return None

    async def throws(self, shop: TestShop, body: bytes) -> int | None:
        """Any bytes at the door, genuine otherwise (signed, with a key); None: it has no door."""
        return None

    def genuine(self) -> Sequence[bytes]:
        """Bodies (JSON objects) as the platform sends them, which are bent a little before they are thrown."""
        return ()

    async def test_a_message_is_taken_once(self, opened: TestShop) -> None:
        """Platforms repeat what they are not sure of: a repeat is acknowledged, and nothing happens twice."""
        statuses = [await self.brings(opened, self.address, 1, "hello") for _ in range(3)]

        assert all(200 <= status < 300 for status in statuses)
        assert [message.text for message in await opened.heard(self.channel)] == ["hello"]

    async def test_messages_keep_their_order(self, opened: TestShop) -> None:
        """What one customer says one after the other is answered in that order."""
        for number in range(1, 9):
            await self.brings(opened, self.address, number, f"message {number}")

        assert [message.text for message in await opened.heard(self.channel)] == [f"message {n}" for n in range(1, 9)]

    async def test_nothing_is_lost_when_the_platform_is_nervous(self, opened: TestShop) -> None:
        """Duplicates and reordering, several customers at once: each message has exactly one turn."""
        said = [(f"{self.address}{who}", 100 * who + number) for who in range(1, 5) for number in range(1, 11)]
        chance = random.Random(7)  # noqa: S311
        brought = [*said, *chance.sample(said, len(said) // 5)]
        chance.shuffle(brought)

        for start in range(0, len(brought), 8):
            some = brought[start : start + 8]
            await asyncio.gather(*(self.brings(opened, who, number, f"n {number}") for who, number in some))

        heard = [message.text for message in await opened.heard(self.channel)]
        assert sorted(heard) == sorted(f"n {number}" for _, number in said)
        assert (await opened.fetch("SELECT count(*) FROM turn"))[0][0] == len(said)

    async def test_only_the_platform_is_believed(self, opened: TestShop) -> None:
        """A forged message is refused, and nothing of it is stored."""
        status = await self.forges(opened, self.address, 1, "let me in")

        assert status in (None, 401, 403)
        if status is not None:
            assert await opened.heard(self.channel) == []

    async def test_a_message_that_cannot_be_stored_is_not_acknowledged(self, opened: TestShop) -> None:
        """While the shop cannot take it the platform is told so, and the same message is welcome later."""
        opened.running.intake.draining = True
        refused = await self.brings(opened, self.address, 1, "now?")
        opened.running.intake.draining = False
        status = await self.brings(opened, self.address, 1, "now?")

        assert refused in (429, 503)
        assert 200 <= status < 300
        assert [message.text for message in await opened.heard(self.channel)] == ["now?"]

    @pytest.mark.parametrize("length", [20_000, 3_000_000])
    async def test_a_giant_message_is_refused_or_cut(self, opened: TestShop, length: int) -> None:
        """Input is bounded: nobody can fill the disk with one message."""
        status = await self.brings(opened, self.address, 1, "x" * length)

        assert status < 500
        assert all(len(message.text) <= LONGEST_KEPT for message in await opened.heard(self.channel))

    async def test_the_log_tells_no_secret_and_no_words(
        self, opened: TestShop, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Whatever comes in: a message, a forged one, the platform's own bodies, no message at all."""
        words = "these words are mine"
        with capture_logs() as lines:
            await self.brings(opened, self.address, 1, words)
            await self.forges(opened, self.address, 2, words)
            for body in (b"", b"{", b"\xff\xfe", words.encode(), *self.genuine()):
                await self.throws(opened, body)
            await opened.idle()
            get_logger("shopbell.testing").info("looked at")

        said = f"{lines}{caplog.text}"
        assert "looked at" in said  # so whatever was told was heard
        assert [kept for kept in (*self.secrets, words) if kept in said] == []

    def test_no_bytes_break_the_door(self, tmp_path: Path) -> None:
        """Whatever is thrown at the door gets an answer that is not the shop's own failure."""
        with asyncio.Runner() as runner:
            stack = AsyncExitStack()
            platform = Platform(self.answer)
            runner.run(stack.enter_async_context(platform))
            try:
                shop = runner.run(self._open(tmp_path / "shop", platform, stack))
                if runner.run(self.throws(shop, b"{}")) is not None:
                    self._throw_many(shop, runner)
            finally:
                runner.run(stack.aclose())

    def _throw_many(self, shop: TestShop, runner: asyncio.Runner) -> None:
        @settings(max_examples=odd_inputs(), deadline=None, database=None)
        @given(body=_bodies | _bent(genuine) if (genuine := self.genuine()) else _bodies)
        def throw(body: bytes) -> None:
            status = runner.run(self.throws(shop, body))
            assert status is not None
            assert status < 500

        throw()


class SendingContract(ChannelContract):
    """The way out: what customers get, and what a refusal means."""

    waits: Mapping[str, float] = {"rate_limited": 7.0}  # seconds that ``retry_after`` shall be, by class of refusal

    def texts(self, asked: Asked) -> list[str]:
        """The words in a request of the channel; none when it sends nothing to a customer (it asks for news)."""
        raise NotImplementedError

    def refusals(self) -> Mapping[str, Answer]:
        """How the platform says no, by class of ``DeliveryError``; rate limits ask for 7 seconds, where they can."""
        raise NotImplementedError

    def said(self, platform: Platform) -> list[str]:
        """All words that customers were sent, oldest first."""
        return [text for asked in platform.asked for text in self.texts(asked)]

    async def _deliver(self, shop: TestShop, reply: Reply) -> None:
        await shop.deliver(self.channel, reply, account=self.account, address=self.address)

    async def test_words_arrive_as_they_are(self, opened: TestShop, platform: Platform) -> None:
        """Nothing is lost, and nothing becomes markup by accident."""
        await self._deliver(opened, Reply(text="Grüße & <b>Küsse</b> 🍞"))

        (text,) = self.said(platform)
        assert "Grüße" in text
        assert "🍞" in text

    async def test_a_long_text_arrives_whole(self, opened: TestShop, platform: Platform) -> None:
        """In as many messages as the channel's own limits ask for."""
        can = opened.running.host.epoch.channels[self.channel].capabilities
        words = [f"word{number}" for number in range(min(3_000, can.text_max // 3))]

        await self._deliver(opened, Reply(text=" ".join(words)))

        assert " ".join(self.said(platform)).split() == words

    @pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
    async def test_every_part_can_be_sent(self, opened: TestShop, platform: Platform, part: ReplyPart) -> None:
        """The channel takes whatever its capabilities let through."""
        await self._deliver(opened, Reply(part))

        assert any(self.texts(asked) or asked.body for asked in platform.asked)

    async def test_a_refusal_has_its_class(self, opened: TestShop, platform: Platform) -> None:
        """And the channel never tries again by itself."""
        for kind, answer in self.refusals().items():
            platform.misbehaves(answer, only=lambda asked: bool(self.texts(asked)))
            before = len(self.said(platform))
            with pytest.raises(DeliveryError) as refused:
                await self._deliver(opened, Reply(text="hello"))
            assert refused.value.kind == kind
            assert not any(secret in str(refused.value) for secret in self.secrets)
            assert refused.value.retry_after == self.waits.get(kind)
            assert len(self.said(platform)) == before + 1

    @pytest.mark.parametrize("answer", [Answer(cut=True), Answer(slow=30.0)], ids=["cut", "slow"])
    async def test_silence_is_no_success(self, opened: TestShop, platform: Platform, answer: Answer) -> None:
        """The connection breaks after the request, or nobody answers: the outbox decides whether to try again.

        ``open`` gives the channel a timeout of at most 2 seconds.
        """
        platform.misbehaves(answer, only=lambda asked: bool(self.texts(asked)))
        async with asyncio.timeout(10.0):
            with pytest.raises(DeliveryError) as refused:
                await self._deliver(opened, Reply(text="hello"))

        assert refused.value.kind in ("unknown", "temporary")
        assert not any(secret in str(refused.value) for secret in self.secrets)

    async def test_an_hour_of_outage_is_caught_up(self, opened: TestShop, platform: Platform) -> None:
        """Nothing is lost while the platform is away, and each customer gets the answers in order."""
        await self._deliver(opened, Reply(text="before"))  # connections are open
        await platform.go_down()
        senders = [self.address + mark for mark in ("1", "2")]
        entry = opened.running.host.epoch.channels[self.channel]
        for number in (1, 2):
            for sender in senders:
                message = await self.hears(opened, sender, number)
                assert message < 300
        await opened.idle()
        assert not entry.breaker.reason
        await opened.running.advance_clock(3_600_000)
        await platform.come_up()

        async with asyncio.timeout(30.0):
            while len([text for text in self.said(platform) if "You said" in text]) < 4:
                await opened.running.advance_clock(60_000)
                await asyncio.sleep(0.02)  # the outbox works in tasks of its own

        for sender in senders:
            mine = [text for text in self.said(platform) if f"{sender} " in text]
            assert [text.count("n1") for text in mine] == [1, 0]

    async def hears(self, shop: TestShop, sender: str, number: int) -> int:
        """A customer wrote: by the way in, where the class has one."""
        assert isinstance(self, HearingContract)
        return await self.brings(shop, sender, number + 10 * int(sender[-1]), f"{sender} n{number}")
