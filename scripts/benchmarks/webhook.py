"""How soon a platform's call is acknowledged while every answer takes three seconds, beside a server without work.

Updates of Telegram, each of another customer's, go out at fixed moments whether or not the last was acknowledged; a
delay counts from the moment the update was due. A second server without work takes the answers, as the platform.
"""

import asyncio
import os
import time
from collections import Counter
from pathlib import Path

import aiohttp

from .report import Figure, below, none_of
from .served import LOAD_CORE, Served, free_port, fsync_ms, program, running_shop, scratch, served
from .webchat import moments, percentile

HOOK = "/hooks/shopbell_telegram/default"
SECRET = "only_for_this_run"
CONFIG = """
[shop]
name = "Slow"

[plugins.shopbell_telegram]
enabled = true
base_url = "{platform}"
poll_seconds = 0
bots.default = {{ token = {{ file = "{token}" }}, mode = "webhook", webhook_secret = {{ file = "{secret}" }} }}
"""
MANIFEST = 'name = "slow"\nversion = "1.0.0"\napi = 1\nsummary = "Takes three seconds."\n'
SLOW = '''"""Takes three seconds."""

import asyncio

from shopbell import Intent, Reply, hookimpl, skill


@skill(Intent("slow", {"en": ["please wait for me"]}))
async def slow(turn):
    await asyncio.sleep(3)
    return Reply(text="Here I am.")


@hookimpl
def shopbell_skills(scope):
    return [slow]
'''


def slow_shop(folder: Path, platform: str) -> Path:
    """A shop whose only skill takes three seconds; returns its folder."""
    plugin = folder / "shop" / "plugins" / "slow"
    plugin.mkdir(parents=True)
    (plugin / "plugin.toml").write_text(MANIFEST)
    (plugin / "__init__.py").write_text(SLOW)
    token, secret = folder / "token", folder / "secret"
    token.write_text("123:ABC")
    secret.write_text(SECRET)
    config = CONFIG.format(platform=platform, token=token, secret=secret)
    (folder / "shop" / "shopbell.toml").write_text(config)
    return folder / "shop"


def measure(rate: int = 200, seconds: int = 30) -> list[Figure]:
    """Load the baseline, then the shop, with the same updates."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {LOAD_CORE})
    with scratch() as folder:
        port = free_port()
        with served(program("no_work", str(port)), port, folder / "no-work.log") as idle:
            idle.wait_ready("/readyz")
            base, _ = asyncio.run(call(idle, rate, seconds))
        port = free_port()
        with served(program("no_work", str(port)), port, folder / "platform.log", pin=False) as platform:
            platform.wait_ready("/readyz")
            with running_shop(slow_shop(folder, platform.url), folder / "data", pin=True) as shop:
                took, statuses = asyncio.run(call(shop, rate, seconds))
        probe = fsync_ms(folder)
    later = statuses.pop(503, 0)
    acknowledged = statuses.pop(200, 0)
    above = percentile(took, 99) - percentile(base, 99)
    return [
        below("99 % acknowledged, above the baseline", above, "ms", 50),
        Figure("99 % acknowledged within", percentile(took, 99), "ms"),
        Figure("the same without work", percentile(base, 99), "ms"),
        Figure("half acknowledged within", percentile(took, 50), "ms"),
        Figure("acknowledged", acknowledged),
        Figure("asked to come later (503)", later),
        none_of("answered in another way", statuses.total()),
        Figure("fsync probe", probe, "ms"),
    ]


async def call(server: Served, rate: int, seconds: int) -> tuple[list[float], Counter[int]]:
    """Bring the updates: delays in seconds, and how often each status came back."""
    took: list[float] = []
    statuses: Counter[int] = Counter()
    head = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

    async def bring(number: int, due: float) -> None:
        person = {"id": 1_000 + number, "is_bot": False, "first_name": "Ana", "language_code": "en"}
        chat = {"id": person["id"], "type": "private"}
        message = {"message_id": number, "from": person, "chat": chat, "date": 1, "text": "please wait for me"}
        async with session.post(server.url + HOOK, json={"update_id": number, "message": message}) as answer:
            await answer.read()
            statuses[answer.status] += 1
        took.append(time.perf_counter() - due)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers=head) as session, asyncio.TaskGroup() as calls:
        async for number, due in moments(rate, rate * seconds):
            calls.create_task(bring(number, due))
    return took, statuses
