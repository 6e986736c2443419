"""A shop in a process of its own that dies at a numbered point in the middle of a dialogue.

``Lives("tests.dialogues.crash_dialogue").live(FOLDER, POINT, PASSES, KNOWN)`` is one life. It sends the same messages
with the same keys in every life, as a platform does that got no answer. What the steps do outside is appended to
the file ``world``.
"""

import asyncio
from pathlib import Path

from shopbell.testing import TestShop, arm_crash_point
from tests.dialogues.shops import source

MESSAGES = ("I want a cake", "M", "3", "yes", "ring twice")
PAYING = """
import os


def note(line):
    out = os.open("@FOLDER@/world", os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    os.write(out, (line + "\\n").encode())
    os.close(out)
    return line


@dialogue("order", Intent("order", {"en": ["I want a cake"]}))
async def order(chat):
    size = await chat.ask("Which size?", options=["S", "M"], key="size")
    await chat.step(note, "quote " + size, key="quote")
    number = await chat.ask("How many?", kind="number", key="number")
    if await chat.confirm("Shall I order it?", key="sure"):
        await chat.say("I am charging.")
        if @KNOWN@:
            await chat.step(note, "charge " + chat.idempotency("charge"), key="charge", irreversible=True)
        else:
            await chat.step(note, "charge", key="charge", irreversible=True)
        await chat.sleep(60, key="a minute")
        said = await chat.ask("Any note?", key="note")
        await chat.step(note, "note " + said, key="write it")
        await chat.say(f"Thank you: {number}.")
"""


async def live(folder: Path, point: int, passes: int, known: str) -> None:
    """One life: until it dies, or everything is said."""
    shop = TestShop(folder)
    shop.rehearses = False
    plugin = source(PAYING).replace("@FOLDER@", str(folder)).replace("@KNOWN@", known)
    shop.write_plugin("cakes", plugin)
    lives = folder / "lives"
    before = len(lives.read_text()) if lives.exists() else 0
    lives.write_text("." * (before + 1))
    shop.clock.advance(before * 600_000)  # time does not go back
    if point:
        arm_crash_point(point, passes)
    await shop.open()
    await shop.settle()
    customer = shop.customer("ana")
    for number, text in enumerate(MESSAGES):
        await customer.says(text, key=f"m{number}")
        await shop.idle()
        if number == 3:
            await shop.passes(minutes=2)  # in later lives nothing is due any more
    await shop.passes(minutes=2)  # what a life was cut short in is looked at
    left = "SELECT count(*) FROM outbox WHERE state IN ('due', 'sending')"
    while (await shop.fetch(left))[0][0]:  # noqa: ASYNC110 the last delivery is nobody's event
        await asyncio.sleep(0.01)
    await shop.close()


def main(folder: str, point: str, passes: str, known: str) -> None:
    """One life, in this process."""
    asyncio.run(live(Path(folder), int(point), int(passes), known))
