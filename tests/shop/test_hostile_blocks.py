"""Plugins that hang, block the event loop, flood, load badly: the others are answered meanwhile, the owner is told."""

import asyncio
import gc
import sys
from itertools import count
from pathlib import Path

import pytest

from shopbell.messages import ChannelEvent
from shopbell.plugin_host import deadline, loading
from shopbell.runtime import outbox
from tests.shop.counter import Counter
from tests.shop.plugins import HEAD, adapting, answering, sending, serving, subscribing

BLOCKS = {"sleeps": "time.sleep(30)", "turns in circles": "exec('while True: pass')"}
TASK = (
    HEAD
    + """
async def block():
    await asyncio.sleep(0.1)
    {block}

@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    scope.spawn(block)
    yield
"""
)


@pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
async def test_whoever_blocks_is_ended_and_taken_out(counter: Counter, block: str) -> None:
    async def asks() -> None:
        await counter.shop.customer("ana").says("bang")

    async def knocks() -> None:
        await counter.get("/hooks/bad/in?sender=ana&text=hello")

    async def reacts() -> None:
        await counter.shop.inbox.report(
            ChannelEvent(kind="reaction", channel="testing", account="default", sender="ana", key="r1")
        )

    async def waits() -> None:
        """It blocks by itself."""

    for source, provoke in (
        (answering("bang", block), asks),
        (adapting(block), asks),
        (serving(block), knocks),
        (sending(block), knocks),
        (subscribing(block), reacts),
        (TASK.format(block=block), waits),
    ):
        await counter.install(source)
        async with asyncio.TaskGroup() as group:
            group.create_task(provoke())
            group.create_task(counter.others_are_served())
        await counter.others_are_served()
        await counter.until_charged()

    await counter.install(answering("bang", block))
    for _ in range(3):
        await counter.shop.customer("ana").says("bang")
        await counter.others_are_served()
    told = await counter.until_told("quarantined")
    assert "it kept the whole shop waiting" in told["reason"]


LOADING = {
    "sleeps in its import": "import time\ntime.sleep(2)",
    "turns in circles in its import": "while True: pass",
    "sleeps in its hook": HEAD + "@hookimpl\ndef shopbell_skills(scope):\n    time.sleep(2)\n    return []",
    "turns in circles in its hook": HEAD + "@hookimpl\ndef shopbell_skills(scope):\n    while True: pass",
}


async def test_whoever_does_not_finish_loading_is_given_up(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LOAD_SECONDS", 0.3)
    monkeypatch.setattr(deadline, "INTERRUPT_PAUSE", 0.05)
    for source in LOADING.values():
        counter.shop.write_plugin("bad", source)
        await counter.others_are_served()
        await counter.shop.settle()
        told = await counter.told()

        assert told["state"] in ("failed", "retrying")
        assert "0.3 s" in told["reason"]

    monkeypatch.setattr(loading, "LOAD_SECONDS", 10.0)
    await counter.install(answering("bang", "return Reply(text='well again')"))
    assert (await counter.shop.customer("ana").says("bang")).text == "well again"


BROKEN = {
    "import nowhere_to_be_found": "No module named 'nowhere_to_be_found'",
    "x = 1": "it implements no hook",
    "def half(:": "__init__.py:1: invalid syntax",
    HEAD + "@hookimpl\ndef shopbell_skills(scope):\n    return 'skill'": "returned a str",
    HEAD
    + "from shopbell import Migration\n@hookimpl\ndef shopbell_migrations():\n"
    + "    return [Migration(1, 'CREATE TABLE p_bad_x (id {ID}) {STRICT}; SELEKT')]": "migration 1 failed",
}


async def test_what_cannot_be_loaded_leaves_the_version_before_answering(counter: Counter) -> None:
    await counter.install(answering("bang", "return Reply(text='first')"))

    for source, said in BROKEN.items():
        counter.shop.write_plugin("bad", source)
        await counter.shop.settle()
        told = await counter.told()

        assert told["state"] == "enabled"
        assert "the version before goes on" in told["reason"]
        assert said in told["reason"], told["reason"]
        assert (await counter.shop.customer("ana").says("bang")).text == "first"

    counter.shop.write_plugin("bad", "", dependencies=["surely-not-installed>=2"])
    await counter.shop.settle()
    assert "pip install 'surely-not-installed>=2'" in (await counter.told())["reason"]
    await counter.install(answering("bang", "return Reply(text='second')"))
    assert (await counter.shop.customer("ana").says("bang")).text == "second"


async def test_a_half_written_file_is_never_live(counter: Counter) -> None:
    await counter.install(answering("bang", "return Reply(text='first')"))
    whole = answering("bang", "return Reply(text='second')") + "# the end\n" * 2_000
    heard = set()

    with Path(counter.shop.folder / "plugins" / "bad" / "__init__.py").open("w") as file:  # noqa: ASYNC230
        for at in range(0, len(whole), len(whole) // 6):
            file.write(whole[at : at + len(whole) // 6])
            file.flush()
            heard.add((await counter.shop.customer("ana").says("bang")).text)
    async with asyncio.timeout(20):
        for number in count():  # the same one would be taken for a machine
            heard.add((await counter.shop.customer(f"ana {number}").says("bang")).text)
            if "second" in heard:
                break

    assert heard == {"first", "second"}


async def test_a_skill_that_says_a_thousand_things_is_one_turn(counter: Counter) -> None:
    await counter.install(
        answering("bang", "from shopbell import Text\n    return Reply(*Reply(text='more').parts * 1000)")
    )

    flood = asyncio.ensure_future(counter.shop.customer("ana").says("bang"))
    await counter.others_are_served()
    await flood
    await counter.others_are_served()

    assert await counter.shop.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]


async def test_a_task_that_sends_without_end_slows_nobody_down(counter: Counter) -> None:
    """A channel whose sends take long, with a hundred customers, beside one whose sends do not."""
    await counter.install(sending("await asyncio.sleep(0.3)"))

    async with asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(counter.get(f"/hooks/bad/in?sender=c{number}&text=hello"))
    before = len(counter.shop.channel.delivered)
    await counter.others_are_served()
    await counter.shop.delivered(before + 1)

    left = "SELECT count(*) FROM outbox WHERE channel = 'parrot' AND state IN ('due', 'sending')"
    assert (await counter.shop.fetch(left))[0][0] > 0


async def test_a_channel_that_never_comes_back_is_taken_out(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SEND_SECONDS", 0.2)
    await counter.install(sending("await asyncio.sleep(3600)"))

    for number in range(8):
        await counter.get(f"/hooks/bad/in?sender=c{number}&text=hello")
    told = await counter.until_told("quarantined")
    await counter.others_are_served()

    assert "TimeoutError in send" in told["reason"]


async def test_work_that_refuses_to_end_does_not_hold_up_the_reload(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    thrown_away: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda found: thrown_away.append(found.object))
    clinging = "while True:\n        try: await asyncio.sleep(3600)\n        except asyncio.CancelledError: pass"
    await counter.install(TASK.format(block=clinging))
    first = counter.shop.running.host._records["bad"].live
    assert first is not None

    await counter.install(serving("return web.Response(text='new')"))
    assert await counter.get("/hooks/bad/in") == (200, "new")
    async with asyncio.timeout(20):
        await first.gone.wait()
    await counter.others_are_served()

    gc.collect()
    assert not thrown_away, "it was closed in its own task"
