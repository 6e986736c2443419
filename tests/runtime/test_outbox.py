"""Answers on their way: in order for each customer, again after a failure, never twice without need."""

import asyncio
import time
from random import Random

import pytest
from msgspec import structs

from shopbell.errors import DeliveryError
from shopbell.messages import ChannelEvent, InboundMessage, OutboundMessage
from shopbell.people import Stopped
from shopbell.runtime import retries
from shopbell.runtime.retries import Account, fate_of
from shopbell.testing import Delivered, TestCustomer, TestShop
from shopbell.testing import testing_channel as channel_of
from shopbell.testing.channel import forget_channel
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

PAYING = """
@skill(Intent("pay", {"en": ["pay"]}))
async def answer(turn):
    request = PaymentRequest(reference="r1", title="Cake", amount=500, currency="EUR", url="https://pay.example/r1")
    return Reply(request)
"""


@pytest.fixture
async def echo(shop: TestShop, customer: TestCustomer) -> TestShop:
    """A shop that repeats what it hears; Ana knows that it is a bot."""
    await install(shop, "echo", ECHO)
    await customer.says("hello")
    await shop.delivered(2)
    return shop


def broken(kind: str = "temporary", **more: float | str | None) -> DeliveryError:
    return DeliveryError("testing", "no", kind=kind, **more)  # type: ignore[arg-type]


async def states(shop: TestShop) -> list[str]:
    return [state for (state,) in await shop.fetch("SELECT state FROM outbox ORDER BY id")]


async def settled(shop: TestShop, *wanted: str) -> None:
    """Wait until the last rows are in these states."""
    async with asyncio.timeout(10):
        while tuple((await states(shop))[-len(wanted) :]) != wanted:  # noqa: ASYNC110 the commit is nobody's event
            await asyncio.sleep(0.01)


async def test_answers_keep_their_order_when_one_must_be_tried_again(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    outbox.fails(broken(retry_after=0.1), broken(retry_after=0.1))

    for n in range(4):
        await customer.says(f"{n}")
    await echo.delivered(6)

    assert outbox.texts[2:] == [f"You said: {n}" for n in range(4)]
    assert len(outbox.attempts) == 8
    assert len(set(outbox.attempts[2:5])) == 1


async def test_one_customers_failure_does_not_hold_up_another(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    outbox.fails(broken(retry_after=60.0))
    await customer.says("waits")
    await echo.customer("ben").says("goes")
    await echo.delivered(4)

    assert [message.address for message in outbox.messages[2:]] == ["ben", "ben"]


async def test_an_account_that_is_refused_waits_as_a_whole(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    outbox.fails(broken("rate_limited", retry_after=0.3, scope="account"))
    await customer.says("first")
    await echo.customer("ben").says("second")
    assert len(outbox.attempts) == 3
    await echo.delivered(5)

    assert sorted(outbox.texts[2:]) == [
        "You are chatting with an automatic assistant.", "You said: first", "You said: second",
    ]  # fmt: skip


async def test_an_answer_of_unknown_fate_is_tried_once_more_then_parked_and_sent_by_hand(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "retry_delay", lambda attempt, rng: 0.01)
    outbox.fails(ConnectionResetError(), ConnectionResetError())
    await customer.says("lost?")
    await settled(echo, "parked")
    assert len(outbox.attempts) == 4

    assert await echo.running.outbox_queue.redrive(None) == 1
    await echo.delivered(3)
    assert outbox.texts[-1] == "You said: lost?"


@pytest.mark.parametrize("error", [ConnectionResetError(), broken("unknown"), broken("unknown", retry_after=0.01)])
async def test_a_payment_of_unknown_fate_is_never_sent_again(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, error: Exception
) -> None:
    await install(echo, "paying", PAYING)
    outbox.fails(error, error)
    await customer.says("pay")
    await settled(echo, "parked")
    await echo.restart()
    await echo.customer("ben").says("hello")

    assert len(set(outbox.attempts)) == len(outbox.attempts)


async def test_where_the_platform_drops_a_second_copy_even_a_payment_is_tried_until_it_arrives(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "retry_delay", lambda attempt, rng: 0.01)
    echo.channel.capabilities = structs.replace(echo.channel.capabilities, idempotent=True)
    await install(echo, "paying", PAYING)
    await echo.restart()
    outbox.fails(*[ConnectionResetError()] * 3)

    await customer.says("pay")
    await echo.delivered(3)

    assert len(outbox.attempts) == len(set(outbox.attempts)) + 3


async def test_an_answer_without_its_first_part_is_parked_as_a_whole(
    shop: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "PARK_AFTER_SECONDS", -1.0)
    await install(shop, "echo", ECHO)
    outbox.fails(broken())
    await customer.says("hello")
    await settled(shop, "parked", "parked")
    await customer.says("again")
    await shop.delivered(1)

    assert outbox.texts == ["You said: again"]


def test_an_address_that_fails_is_parked_in_time_although_others_get_their_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    account, rng = Account(), Random(0)
    fates = []
    for attempt in range(1, 40):
        fates.append(fate_of(broken(), attempt, False, account, "ana", rng).state)
        fate_of(None, 1, False, account, "ben", rng)
        now[0] += 30

    assert fates[:30] == ["due"] * 30
    assert fates[-1] == "parked"


def test_while_nothing_gets_through_nothing_is_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    account, rng = Account(), Random(0)
    for attempt in range(1, 100):
        for address in ("ana", "ben"):
            assert fate_of(broken(), attempt, False, account, address, rng).state == "due"
        now[0] += 30


async def test_receipts_never_go_backwards(echo: TestShop, customer: TestCustomer, outbox: Delivered) -> None:
    await customer.says("hi")
    await settled(echo, "sent")
    about = str(outbox.messages[-1].outbox_id)
    for place, state in enumerate(["delivered", "read", "delivered", "nonsense"]):
        event = ChannelEvent(
            kind="receipt", channel="testing", account="default", sender="ana", key=f"r{place}", about=about,
            details={"state": state},
        )  # fmt: skip
        assert await echo.inbox.report(event)
    await echo.idle()

    assert (await states(echo))[-1] == "read"


async def test_a_message_from_the_platforms_own_app_takes_the_conversation_and_stops_what_was_due(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    outbox.fails(broken(retry_after=0.2))
    await customer.says("first")
    await customer.says("second")
    await echo.inbox.report(
        ChannelEvent(kind="echo", channel="testing", account="default", sender="ana", key="e1", text="I am here")
    )
    await echo.idle()

    assert await echo.held("ana")
    assert (await customer.says("third")).parts == ()
    assert "cancelled" in await states(echo)
    echo.clock.advance(61 * 60_000)
    back = "The automatic assistant is answering again."
    assert (await customer.says("fourth")).text == f"{back}\nYou said: fourth"


async def test_answers_keep_their_order_when_more_wait_than_memory_holds(
    echo: TestShop, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopbell.runtime.outbox.ROWS_IN_MEMORY", 4)
    outbox.fails(*(broken(retry_after=0.01) for _ in range(5)))
    names = ["ana", "ben", "cleo"]
    asking = [echo.customer(name).says(str(n)) for n in range(15) for name in names]
    await asyncio.gather(*asking)
    await echo.delivered(2 + 2 + 45)

    for name in names:
        said = [message.reply.text for message in outbox.to(name) if message.reply.text.startswith("You said: ")]
        assert [text for text in said if "hello" not in text] == [f"You said: {n}" for n in range(15)]


async def test_a_stop_waits_for_the_send_under_way(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform has the message and has not said so yet: cut off here, it would be sent again."""

    async def slowly(message: OutboundMessage) -> None:
        outbox.take(message)
        await asyncio.sleep(0.2)

    monkeypatch.setattr(echo.channel, "send", slowly)
    await customer.says("last words")
    await echo.delivered(3)
    await echo.restart()
    await echo.customer("ben").says("hello")
    await echo.delivered(5)

    assert outbox.texts.count("You said: last words") == 1


async def test_what_fails_to_go_out_while_a_person_takes_over_is_not_said_any_more(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, cut = asyncio.Event(), asyncio.Event()

    async def cut_off(message: OutboundMessage) -> None:
        under_way.set()
        await cut.wait()
        raise broken(retry_after=0.0)

    monkeypatch.setattr(echo.channel, "send", cut_off)
    await customer.says("too late")
    await under_way.wait()
    await echo.inbox.report(
        ChannelEvent(kind="echo", channel="testing", account="default", sender="ana", key="e1", text="I am here")
    )
    await echo.idle()
    cut.set()
    await settled(echo, "cancelled")

    assert "You said: too late" not in outbox.texts


async def test_an_address_goes_on_without_a_send_that_never_comes_back(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopbell.runtime.outbox.SEND_SECONDS", 0.05)
    monkeypatch.setattr("shopbell.runtime.stepping.GRACE_SECONDS", 0.05)
    let_go = asyncio.Event()

    async def clings(message: OutboundMessage) -> None:
        if "cling" not in message.reply.text:
            outbox.take(message)
        while "cling" in message.reply.text and not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    monkeypatch.setattr(echo.channel, "send", clings)
    await customer.says("cling")
    await customer.says("go on")
    try:
        await settled(echo, "parked", "sent")
    finally:
        let_go.set()
    await customer.says("still there")
    await settled(echo, "parked", "sent", "sent")

    assert outbox.texts[2:] == ["You said: go on", "You said: still there"]


OTHER_CHANNEL = """
from shopbell import hookimpl
from shopbell.testing import testing_channel


@hookimpl
def shopbell_channels(scope):
    return [testing_channel("other")]
"""


async def test_a_channel_that_hangs_does_not_hold_up_another(
    echo: TestShop, customer: TestCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopbell.runtime.outbox.SENDS_AT_ONCE", 1)
    other = channel_of("other")
    monkeypatch.setattr(other, "name", "other")
    echo.write_plugin("other", OTHER_CHANNEL)
    await echo.settle()
    back = asyncio.Event()

    async def hang(message: OutboundMessage) -> None:
        await back.wait()

    monkeypatch.setattr(echo.channel, "send", hang)
    await customer.says("waits")
    assert other.inbox is not None
    await other.inbox.accept(InboundMessage(channel="other", account="default", sender="ben", key="1", text="goes"))
    await other.delivered.wait_for(2)
    back.set()
    forget_channel("other")

    assert other.delivered.texts[-1] == "You said: goes"


def receipt(key: str, *, about: str | None = None, **details: str) -> ChannelEvent:
    return ChannelEvent(
        kind="receipt", channel="testing", account="default", sender="ana", key=key, about=about, details=details
    )


async def test_a_receipt_may_name_the_message_as_the_platform_does(
    echo: TestShop, customer: TestCustomer, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def named(message: OutboundMessage) -> str:
        outbox.take(message)
        return f"wamid.{message.outbox_id}"

    monkeypatch.setattr(echo.channel, "send", named)
    await customer.says("hi")
    await settled(echo, "sent")
    await echo.inbox.report(receipt("r1", state="read", message=f"wamid.{outbox.messages[-1].outbox_id}"))
    await echo.inbox.report(receipt("r2", state="failed", kind="undeliverable", message="wamid.of another"))
    await echo.idle()

    assert (await states(echo))[-1] == "read"


async def test_a_bounce_says_that_the_message_never_arrived_until_something_comes_from_there(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    await customer.says("hi")
    await settled(echo, "sent")
    about = str(outbox.messages[-1].outbox_id)
    await echo.inbox.report(receipt("r1", about=about, state="failed", kind="undeliverable"))
    await echo.idle()

    assert await echo.fetch("SELECT state, reason FROM outbox ORDER BY id DESC LIMIT 1") == [
        ("refused", "the address cannot be reached")
    ]
    assert (await echo.seat("ana")).stopped == Stopped.UNREACHABLE
    await customer.says("I am here")
    assert await echo.fetch("SELECT stopped FROM identity") == [(0,)]


async def test_who_blocked_the_shop_is_known_from_the_refusal_and_after_a_restart(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    outbox.fails(broken("user_blocked"))
    await customer.says("hi")
    await settled(echo, "refused")
    assert (await echo.seat("ana")).stopped == Stopped.BLOCKED

    await echo.restart()

    assert (await echo.seat("ana")).stopped == Stopped.BLOCKED


async def test_an_automatic_answer_is_kept_and_never_answered(echo: TestShop, outbox: Delivered) -> None:
    message = InboundMessage(
        channel="testing", account="default", sender="ana", key="a1", text="I am on holiday", automatic=True
    )
    accepted = await echo.inbox.accept(message)

    assert await accepted.replies(5) == ()
    assert (await echo.why(accepted.turn_id))["outcome"] == "automatic"
    assert len(outbox) == 2
