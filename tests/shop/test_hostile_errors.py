"""Plugins that raise, everywhere a shop calls them: counted, taken out with a reason, asked again later."""

import pytest

from shopbell.messages import ChannelEvent
from shopbell.plugin_host import scope
from shopbell.plugin_host.breaker import LIMITS
from tests.shop.counter import Counter
from tests.shop.plugins import HEAD, adapting, answering, sending, serving, subscribing

RAISING = {
    "Exception": "Exception('no')",
    "BaseException": "BaseException('no')",
    "SystemExit": "SystemExit(3)",
    "KeyboardInterrupt": "KeyboardInterrupt()",
    "RecursionError": "RecursionError('no')",
    "CancelledError": "asyncio.CancelledError()",
}
PARROT = "SELECT DISTINCT state FROM outbox WHERE channel = 'parrot'"
TOO_OFTEN = int(LIMITS["failures"]) + 1


async def test_a_skill_that_raises_is_taken_out_and_asked_again_later(counter: Counter) -> None:
    for error, raised in RAISING.items():
        await counter.install(answering("bang", f"raise {raised}"))

        for _ in range(TOO_OFTEN):
            assert (await counter.shop.customer("ana").says("bang")).text == "You said: bang"

        told = await counter.told()
        assert told["state"] == "quarantined"
        assert error in told["reason"]
        assert "tried again in" in told["reason"]
        await counter.others_are_served()

        await counter.time_passes()
        assert (await counter.told())["state"] == "enabled"
        await counter.shop.customer("ana").says("bang")
        assert (await counter.told())["state"] == "quarantined"

        await counter.install(answering("bang", "return Reply(text='well again')"))
        assert (await counter.shop.customer("ana").says("bang")).text == "well again"


async def test_a_policy_that_raises_costs_its_change_alone(counter: Counter) -> None:
    for error, raised in RAISING.items():
        await counter.install(adapting(f"raise {raised}"))

        for number in range(TOO_OFTEN):
            assert (await counter.shop.customer(f"ana {number}").says("hello")).text == "You said: hello"
        told = await counter.told()
        await counter.others_are_served()

        assert told["state"] == "quarantined"
        assert error in told["reason"]


async def test_a_route_that_raises_says_500_and_then_that_it_is_away(counter: Counter) -> None:
    for error, raised in RAISING.items():
        await counter.install(serving(f"raise {raised}"))

        answers = [(await counter.get("/hooks/bad/in"))[0] for _ in range(TOO_OFTEN + 1)]
        told = await counter.told()
        await counter.others_are_served()

        assert answers == [500] * TOO_OFTEN + [503]
        assert told["state"] == "quarantined"
        assert error in told["reason"]

        await counter.install(serving("return web.Response(text='well again')"))
        assert await counter.get("/hooks/bad/in") == (200, "well again")


async def test_a_channel_that_cannot_send_is_taken_out_and_its_messages_wait(counter: Counter) -> None:
    for error in ("Exception", "SystemExit", "CancelledError"):
        await counter.install(sending(f"raise {RAISING[error]}"))

        for number in range(TOO_OFTEN):
            assert (await counter.get(f"/hooks/bad/in?sender={error}{number}&text=hello"))[0] == 200
        told = await counter.until_told("quarantined")
        await counter.others_are_served()
        rows = await counter.shop.fetch(f"{PARROT} AND address LIKE '{error}%'")

        assert "it failed too often" in told["reason"]
        assert {state for (state,) in rows} <= {"due", "sending", "parked"}

        await counter.install(sending("PARROT.said = getattr(PARROT, 'said', 0) + 1"))
        while await counter.shop.fetch(f"{PARROT} AND state IN ('due', 'sending')"):
            await counter.others_are_served()


async def test_a_subscriber_that_raises_is_charged_and_the_event_is_done(counter: Counter) -> None:
    for error, raised in RAISING.items():
        await counter.install(subscribing(f"raise {raised}"))

        for number in range(TOO_OFTEN):
            await counter.shop.inbox.report(reaction(f"{error}-{number}"))
        told = await counter.until_told("quarantined")
        await counter.others_are_served()

        assert error in told["reason"]
        while await counter.shop.fetch("SELECT id FROM inbox WHERE done = 0"):
            await counter.others_are_served()


def reaction(key: str) -> ChannelEvent:
    return ChannelEvent(kind="reaction", channel="testing", account="default", sender="ana", key=key)


OPENING = """
@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    raise {raised}
    yield
"""


async def test_a_lifespan_that_raises_fails_alone(counter: Counter) -> None:
    for raised in RAISING.values():
        told = await counter.install(HEAD + OPENING.format(raised=raised), state="failed")
        await counter.others_are_served()

        assert told["reason"]
    await counter.install(serving("return web.Response(text='fine')"))


async def test_a_task_that_dies_again_and_again_is_taken_out_and_tried_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "FIRST_PAUSE", 0.001)
    source = answering("alive", "return Reply(text='alive')").replace(
        "    return [answer]", "    scope.spawn(die)\n    return [answer]"
    )
    counter.shop.write_plugin(
        "bad", source.replace("@hookimpl", "async def die():\n    raise OSError('no')\n\n@hookimpl")
    )

    await counter.shop.settle()
    told = await counter.until_told("quarantined")
    await counter.others_are_served()

    assert "its background tasks kept dying; last: OSError: no" in told["reason"]
    assert (await counter.shop.customer("ana").says("alive")).text == "You said: alive"

    await counter.install(source.replace("@hookimpl", "async def die():\n    pass\n\n@hookimpl"))
    assert (await counter.shop.customer("ana").says("alive")).text == "alive"
