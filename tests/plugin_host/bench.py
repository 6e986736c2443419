"""A shop's folder with small plugins in it, and a host that runs them on a real store."""

import asyncio
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shopbell.config.file import PluginTable
from shopbell.plugin_host.discovery import Installed
from shopbell.plugin_host.epoch import Epoch
from shopbell.plugin_host.host import PluginHost
from shopbell.plugin_host.states import PluginStatus
from shopbell.plugin_host.wishes import Wishes
from shopbell.shop import ShopInfo
from shopbell.stores.store import Store

GREET = """
    from shopbell import Intent, Reply, hookimpl, skill

    @skill(Intent("greet", {"en": ["hello"]}))
    async def greet(turn):
        return Reply(text="WORDS")

    @hookimpl
    def shopbell_skills(scope):
        return [greet]
"""


class NothingInstalled(Installed):
    """No bundled and no pip plugins: a test's shop has what is in its folder."""

    def refresh(self) -> None:
        self.roots, self.missing = {}, {}


class Deaf:
    """An inbox for channels that hear nothing."""

    def __call__(self, channel: str, answering: bool) -> "Deaf":
        """The same for every channel."""
        return self

    accept = report = record = transcript = None


class Bench:
    """A shop's folder, its configuration and its plugin host."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.tables: dict[str, PluginTable] = {}
        self.epochs: list[int] = []
        self.options: dict[str, Any] = {}
        self._host: PluginHost | None = None

    @property
    def host(self) -> PluginHost:
        assert self._host is not None
        return self._host

    def write(self, name: str, code: str = GREET, *, manifest: str = "", **files: str) -> Path:
        """Write a plugin; ``models="..."`` becomes models.py."""
        root = self.folder / "plugins" / name
        root.mkdir(parents=True, exist_ok=True)
        toml = f'name = "{name}"\nversion = "1"\napi = 1\n{manifest}\n'
        if not (root / "plugin.toml").exists() or (root / "plugin.toml").read_text() != toml:
            (root / "plugin.toml").write_text(toml)
        for module, text in files.items():
            (root / f"{module}.py").write_text(textwrap.dedent(text))
        (root / "__init__.py").write_text(textwrap.dedent(code))
        return root

    @staticmethod
    def code(text: str) -> str:
        """Code as ``write`` writes it, to add to."""
        return textwrap.dedent(text)

    async def until(self, true: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until it is true; fails after ``seconds``."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110 what is waited for happens in files and threads
                await asyncio.sleep(0.002)

    async def until_says(self, words: str, seconds: float = 20.0) -> None:
        """Wait until the greeting is this."""
        async with asyncio.timeout(seconds):
            while await self.says() != words:  # noqa: ASYNC110 as above
                await asyncio.sleep(0.002)

    async def until_empty(self, name: str) -> None:
        """Wait until only the generation that answers is left."""
        record = self.host._records[name]
        for generation in list(record.leaving):
            await generation.gone.wait()

    def wishes(self) -> Wishes:
        return Wishes(ShopInfo(name="Bakery"), self.tables)

    async def start(self, **options: Any) -> PluginHost:
        """Start the host and wait for its first pass."""
        self.options = {"watch": False, "watchdog": False} | options
        self._host = PluginHost(
            self.wishes(),
            store=self.store,
            inbox=lambda channel, answering: Deaf(),  # type: ignore[arg-type, return-value]
            folder=self.folder,
            installed=NothingInstalled(),
            on_epoch=lambda epoch: self.epochs.append(epoch.id),
            **self.options,
        )
        self._stop = asyncio.Event()
        # A task of its own: pytest sets fixtures up and tears them down in different ones.
        self._task = asyncio.create_task(self._run(self._host))
        ready = asyncio.ensure_future(self._host.ready.wait())
        await asyncio.wait([ready, self._task], return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            await self._task
        return self._host

    async def _run(self, host: PluginHost) -> None:
        async with host.running():
            await self._stop.wait()

    async def stop(self) -> None:
        """Stop the host, if it runs."""
        if self._task is not None:
            self._stop.set()
            task, self._task = self._task, None
            await task

    async def configure(self, name: str, **raw: Any) -> PluginStatus:
        """Change the plugin's table and wait."""
        self.tables = self.tables | {
            name: PluginTable(name, raw, enabled=raw.get("enabled", True), order=raw.get("order", 100))
        }
        self.host.configure(self.wishes())
        await self.host.settle()
        return self.status(name)

    def status(self, name: str) -> PluginStatus:
        return next(status for status in self.host.plugins() if status.name == name)

    async def says(self, intent: str = "greet") -> str:
        """Ask as a turn does: hold the epoch, ask the skill, let go."""
        return await ask(self.host.epoch, intent)


async def ask(epoch: Epoch, intent: str = "greet", turn: Any = None) -> str:
    """One turn's way through the call table."""
    epoch.acquire()
    try:
        entry = epoch.skill_of.get(intent)
        if entry is None or not entry.breaker.ok:
            return "nobody"
        reply = await entry.skill.answer(turn)
        assert reply is not None
        return str(reply.parts[0].text)  # type: ignore[union-attr]
    finally:
        epoch.release()
