"""``shopbell chat``: be a customer in the terminal."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import anyio
import click

from shopbell.app import Opening, running_shop
from shopbell.cli.running import config_option, data_option, plainly
from shopbell.cli.serving import run_loop, set_up_logging
from shopbell.errors import ShopbellError
from shopbell.stores.lock import holding

MESSAGES = "/api/v1/messages"
Told = set[int]  # turns whose answer was printed already


@click.command()
@config_option
@data_option
@click.option(
    "--as", "name", default="terminal", show_default=True, help="Who you are; another name is another customer."
)
@plainly
def chat(config: Path, data: Path | None, name: str) -> None:
    """Write to the shop as a customer would. Starts the shop if it does not run; Ctrl+D ends."""
    set_up_logging("WARNING")
    run_loop(_chat(config, data or config / "data", name))


async def _chat(config: Path, data: Path, name: str) -> None:
    async with _open_door(config, data) as (url, key), _session(key) as session:
        if sys.stdin.isatty():
            click.echo("Write to the shop; a number chooses an option; Ctrl+D ends.\n")
        told: Told = set()
        after = await _newest(session, url, name)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_listen, session, url, name, after, told)
            while (text := await asyncio.to_thread(_read_line)) is not None:
                if text.strip():
                    await _say(session, url, name, text, told)
            tasks.cancel_scope.cancel()


@asynccontextmanager
async def _open_door(config: Path, data: Path) -> AsyncIterator[tuple[str, str]]:
    """The running shop's address and a key for it; a shop of our own when none runs."""
    holder = holding(data)
    if holder is not None and holder.port is not None:
        yield f"http://{holder.host}:{holder.port}", _admin_token(data)
        return
    async with running_shop(Opening(config, data, port=0)) as shop:
        yield shop.url, _admin_token(data)


def _admin_token(data: Path) -> str:
    try:
        return (data / "admin.token").read_text().strip()
    except OSError as exc:
        raise ShopbellError(f"the shop's admin.token cannot be read: {exc.strerror}") from exc


def _session(key: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"})


def _read_line() -> str | None:
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


async def _say(session: aiohttp.ClientSession, url: str, name: str, text: str, told: Told) -> None:
    body = {"sender": name, "id": secrets.token_hex(8), "text": text}
    async with session.post(url + MESSAGES, json=body) as response:
        answer = await response.json()
        if response.status >= 400:
            raise ShopbellError(answer.get("detail") or answer.get("title") or f"the shop answered {response.status}")
    told.add(answer["turn"])
    for part in answer.get("replies", ()):
        _show(part)
    if response.status == 200 and not answer["replies"]:
        click.echo("(a person has the conversation; the bot is silent)")


async def _newest(session: aiohttp.ClientSession, url: str, name: str) -> int:
    """Where the conversation ends now: what was said in another session is not repeated."""
    after = 0
    while True:
        async with session.get(url + MESSAGES, params={"sender": name, "after": after, "limit": 100}) as response:
            page = await response.json()
        if not page["messages"]:
            return after
        after = page["messages"][-1]["seq"]


async def _listen(session: aiohttp.ClientSession, url: str, name: str, after: int, told: Told) -> None:
    """Show what comes later: an agent's words, a released conversation."""
    while True:
        try:
            params = {"sender": name, "after": str(after), "wait": "20"}
            async with session.get(url + MESSAGES, params=params) as response:
                page = await response.json()
        except aiohttp.ClientError:
            await asyncio.sleep(1.0)
            continue
        for message in page.get("messages", ()):
            after = message["seq"]
            await asyncio.sleep(0.2)  # an answer on its way back over the other request is shown by that one
            if message["turn"] not in told:
                for part in message["replies"]:
                    _show(part)


def _show(part: dict[str, Any]) -> None:
    """One part of a reply as lines of text."""
    kind = part["type"]
    if kind == "text":
        click.echo(part["text"])
    elif kind == "options":
        for number, option in enumerate(part["options"], 1):
            click.echo(f"  {number}. {option['label']}")
    else:
        words = [str(part[key]) for key in ("title", "name", "caption", "alt", "url") if part.get(key)]
        click.echo(f"[{kind}] {' - '.join(words)}")
