"""Follows ``shopbell.toml`` and secret files while the shop runs. A mistake keeps the last good configuration."""

import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import anyio
import anyio.to_thread
import structlog
from watchfiles import awatch

from shopbell.config.file import FILE, ShopConfig, read_config, read_text
from shopbell.errors import ConfigErrors

log = structlog.get_logger("shopbell.config")

STEP, DEBOUNCE = 20, 60  # milliseconds
SETTLE = 0.06  # seconds in which the file may not change: a half-written file can be right by accident
LONGEST_SETTLE = 5.0
LOOK = 1.0  # seconds between looks of our own, the net for notices that get lost

Stamp = tuple[int, int, int] | None


class ConfigWatch:
    """Watches the folder (editors rename files), compares the content, and calls back in this task.

    ``on_config`` gets every valid new configuration, ``on_mistake`` all problems of an invalid one, ``on_secrets``
    the files out of ``secret_files()`` whose content changed. One call at a time, in order.
    """

    def __init__(
        self,
        config: ShopConfig,
        on_config: Callable[[ShopConfig], Awaitable[object]],
        on_mistake: Callable[[ConfigErrors], Awaitable[object]],
        *,
        secret_files: Callable[[], Iterable[Path]] = tuple,
        on_secrets: Callable[[frozenset[Path]], Awaitable[object]] | None = None,
    ) -> None:
        self._folder = config.folder
        self._seen: str | None = config.text  # None: the file could not be read
        self._on_config, self._on_mistake = on_config, on_mistake
        self._secret_files, self._on_secrets = secret_files, on_secrets
        self._stamps: dict[Path, Stamp] = {}
        self._stop = anyio.Event()

    def stop(self) -> None:
        """Let ``run`` return at once."""
        self._stop.set()

    def follow(self, config: ShopConfig) -> None:
        """An edit of our own made this configuration: it is no news, and its folder is watched from now on."""
        self._folder, self._seen = config.folder, config.text

    async def run(self) -> None:
        """Watch until stopped or cancelled."""
        self._changed_secrets()  # from here on changes count
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._stop_when_cancelled)
            while not self._stop.is_set():
                await self.look()
                await self._watch()
            tasks.cancel_scope.cancel()

    async def _watch(self) -> None:
        """Look at each notice, until stopped or another folder is the one to watch."""
        folder = self._folder
        try:
            async for _ in awatch(
                folder,
                watch_filter=None,
                recursive=False,
                step=STEP,
                debounce=DEBOUNCE,
                rust_timeout=int(LOOK * 1000),
                yield_on_timeout=True,
                stop_event=self._stop,
            ):
                await self.look()
                if self._folder != folder:
                    return
        except (OSError, RuntimeError) as exc:  # too many watches, a folder that went away
            log.warning("configuration is only looked at every second", error=str(exc))
            with anyio.move_on_after(LOOK):
                await self._stop.wait()

    async def _stop_when_cancelled(self) -> None:
        # The watching thread cannot be cancelled, only told; without this a stop would wait for its next timeout.
        try:
            await anyio.sleep_forever()
        finally:
            self._stop.set()

    async def look(self) -> None:
        """Compare what is on disk with what was seen last, once it keeps still."""
        if (files := self._changed_secrets()) and self._on_secrets is not None:
            await self._on_secrets(files)
        if self._read()[0] == self._seen:
            return
        text, error = await self._settled()
        if text == self._seen:
            return
        self._seen = text
        if error is None and text is not None:
            try:
                # In a thread: naming the nearest time zone reads the whole zone database.
                config = await anyio.to_thread.run_sync(read_config, self._folder, text)
            except ConfigErrors as exc:
                error = exc
            else:
                log.info("configuration changed")
                await self._on_config(config)
        if error is not None:
            log.warning("configuration has mistakes, the last good one stays", mistakes=len(error.problems))
            await self._on_mistake(error)

    async def _settled(self) -> tuple[str | None, ConfigErrors | None]:
        """What two looks in a row see."""
        last = self._read()
        for _ in range(int(LONGEST_SETTLE / SETTLE)):
            await anyio.sleep(SETTLE)
            now = self._read()
            if now[0] == last[0]:
                break
            last = now
        return last

    def _read(self) -> tuple[str | None, ConfigErrors | None]:
        try:
            return read_text(self._folder / FILE), None
        except ConfigErrors as exc:
            return None, exc

    def _changed_secrets(self) -> frozenset[Path]:
        now = {path: _stamp(path) for path in self._secret_files()}
        changed = frozenset(path for path, stamp in now.items() if path in self._stamps and self._stamps[path] != stamp)
        self._stamps = now
        return changed


def _stamp(path: Path) -> Stamp:
    """Tells one content of a file from another, well enough for whole files that are replaced."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
