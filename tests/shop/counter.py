"""A whole shop in this process beside which something bad happens, and how it looks from outside."""

import asyncio
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from shopbell.testing import TestShop
from tests.shop.plugins import ECHO

BOUND = 10.0  # seconds; what must be true is 2, on a machine that has nothing else to do


class Counter:
    """A shop with the plugin ``echo``, which answers everything, and room for a plugin ``bad``."""

    def __init__(self, folder: Path) -> None:
        self.shop = TestShop(folder, watchdog=True)
        self.shop.write_plugin("echo", ECHO)
        self._session: ClientSession | None = None
        self._others = 0

    async def open(self) -> None:
        """Open it."""
        await self.shop.open()
        self._session = ClientSession()

    async def close(self) -> None:
        """Close it."""
        if self._session is not None:
            await self._session.close()
        await self.shop.close()

    async def install(self, source: str, *, state: str = "enabled") -> dict[str, Any]:
        """Save the bad plugin, and see what the owner is told."""
        self.shop.write_plugin("bad", source)
        await self.shop.settle()
        told = await self.told()
        assert told["state"] == state, told
        return told

    async def get(self, path: str) -> tuple[int, str]:
        """One request with the admin's key: its status and text."""
        assert self._session is not None
        key = (self.shop.data / "admin.token").read_text().strip()
        async with self._session.get(self.shop.url + path, headers={"Authorization": f"Bearer {key}"}) as answer:
            return answer.status, await answer.text()

    async def told(self, name: str = "bad") -> dict[str, Any]:
        """What ``GET /api/v1/plugins`` says of a plugin."""
        assert self._session is not None
        key = (self.shop.data / "admin.token").read_text().strip()
        url = f"{self.shop.url}/api/v1/plugins"
        async with self._session.get(url, headers={"Authorization": f"Bearer {key}"}) as answer:
            assert answer.status == 200
            rows: list[dict[str, Any]] = await answer.json()
        return next(row for row in rows if row["name"] == name)

    async def until_told(self, state: str, name: str = "bad") -> dict[str, Any]:
        """Wait until the plugin is in that state; what is told then."""
        async with asyncio.timeout(30):
            while (told := await self.told(name))["state"] != state:  # noqa: ASYNC110 asked as an owner would
                await asyncio.sleep(0.02)
        return told

    async def until_charged(self) -> None:
        """Wait until the bad plugin is charged with the time for which it kept the shop waiting."""
        breaker = self.shop.running.host._records["bad"].breaker
        async with asyncio.timeout(BOUND):
            while breaker.ok and not breaker._spent.get("time"):  # noqa: ASYNC110 the watchdog tells the breaker alone
                await asyncio.sleep(0.05)

    async def others_are_served(self) -> None:
        """Another customer is answered, soon."""
        self._others += 1
        async with asyncio.timeout(BOUND):
            assert (await self.shop.customer(f"ben {self._others}").says("hello")).text == "You said: hello"

    async def time_passes(self) -> None:
        """The pause of the bad plugin's breaker is over."""
        breaker = self.shop.running.host._records["bad"].breaker
        rest = breaker.until - time.monotonic() + 0.1
        breaker._clock = lambda: time.monotonic() + rest
        await self.shop.settle()
