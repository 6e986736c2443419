"""Each broken rule of dialogues is refused when the plugin is loaded, with file, line and the remedy."""

import pytest

from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, source, use

BROKEN = {
    'await chat.ask("Size?")': 'chat.ask without a key: add key="..."',
    'await chat.confirm("Sure?")': "chat.confirm without a key",
    "await chat.sleep(5)": "chat.sleep without a key",
    'await chat.ask_skill("parking")': "chat.ask_skill without a key",
    'try:\n        await chat.ask("?", key="a")\n    finally:\n        pass': "`finally` would run at every wait",
    'with open("x"):\n        await chat.ask("?", key="a")': "chat.ask inside `with`",
    'async with asyncio.timeout(5):\n        await chat.ask("?", key="a")': "chat.ask inside `with`",
    'await asyncio.gather(chat.ask("?", key="a"), chat.ask("?", key="b"))': "asyncio.gather: a dialogue has no tasks",
    'try:\n        await chat.ask("?", key="a")\n    except:\n        pass': "catch Exception, or narrower",
    "print(time.time())": "use chat.now()",
    "print(datetime.datetime.now())": "use chat.now()",
    "print(random.choice([1, 2]))": "use chat.random()",
    "print(uuid.uuid4())": "use chat.uuid()",
    "await asyncio.sleep(1)": "await asyncio.sleep(1): it would run again at each message; use chat.step",
    'asyncio.create_task(chat.ask("?", key="a"))': "use scope.spawn",
}


@pytest.mark.parametrize(("line", "remedy"), BROKEN.items(), ids=[line[:30] for line in BROKEN])
async def test_a_broken_rule_is_refused_with_its_line(shop: TestShop, line: str, remedy: str) -> None:
    broken = (
        f'import asyncio, datetime, random, time, uuid\n\n\n@dialogue("broken")\nasync def broken(chat):\n    {line}\n'
    )
    shop.write_plugin("cakes", source(broken))
    await shop.settle()

    status = shop.plugin("cakes")

    assert status.state == "failed"
    assert remedy in status.reason
    first = source(broken).splitlines().index("async def broken(chat):") + 2
    lines = range(first, first + line.count("\n") + 1)
    assert any(f"__init__.py:{number}" in status.reason for number in lines), status.reason


async def test_what_is_allowed_loads(shop: TestShop) -> None:
    await use(
        shop,
        ORDER,
        """
import random, time


async def helper(chat: Chat, prompt):
    return await chat.ask(prompt, key="helped")


@dialogue("fine")
async def fine(chat):
    def roll():
        return random.random() + time.time()
    rolled = await chat.step(roll)
    try:
        await helper(chat, "Well?")
    except (Cancelled, AskTimeout):
        await chat.say("No?")
    with open("/dev/null"):
        pass
    return [await chat.ask("?", key="each") for _ in range(2)], rolled
""",
    )
