"""While the shop runs, a saved file counts at once, a half-written one never, a mistake keeps the last good one."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from shopbell.config.file import ShopConfig, load_config
from shopbell.config.watch import ConfigWatch
from shopbell.errors import ConfigErrors

START = '[shop]\nname = "Ana"\n'


class Seen:
    """What the watch told, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        self.mistakes: list[list[str]] = []
        self.secrets: list[frozenset[Path]] = []
        self.secret_files: set[Path] = set()
        self._news = anyio.Event()

    async def config(self, config: ShopConfig) -> None:
        self.names.append(config.shop.name)
        self._tell()

    async def mistake(self, error: ConfigErrors) -> None:
        self.mistakes.append([problem.problem for problem in error.problems])
        self._tell()

    async def secret(self, files: frozenset[Path]) -> None:
        self.secrets.append(files)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()

    async def news(self) -> None:
        """Wait for the next call."""
        with anyio.fail_after(20):
            await self._news.wait()

    def save(self, name: str) -> None:
        (self.folder / "shopbell.toml").write_text(START.replace("Ana", name))


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    (tmp_path / "shopbell.toml").write_text(START)
    return Seen(tmp_path)


@asynccontextmanager
async def watching(seen: Seen) -> AsyncIterator[ConfigWatch]:
    watch = ConfigWatch(
        load_config(seen.folder),
        seen.config,
        seen.mistake,
        secret_files=lambda: seen.secret_files,
        on_secrets=seen.secret,
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch.run)
        yield watch
        watch.stop()


async def test_a_saved_file_is_live(seen: Seen) -> None:
    async with watching(seen):
        seen.save("Bo")
        await seen.news()

    assert seen.names == ["Bo"]


async def test_an_editor_that_renames_is_noticed(seen: Seen) -> None:
    async with watching(seen):
        (seen.folder / "new").write_text(START.replace("Ana", "Bo"))
        os.replace(seen.folder / "new", seen.folder / "shopbell.toml")
        await seen.news()

    assert seen.names == ["Bo"]


async def test_a_mistake_keeps_the_last_good_one_until_it_is_mended(seen: Seen) -> None:
    async with watching(seen):
        (seen.folder / "shopbell.toml").write_text(START + "nmae = 1\n[sever]\n")
        await seen.news()
        seen.save("Ana")
        await seen.news()

    assert seen.mistakes == [["[shop] nmae is not a setting", "[sever] is no table of a shop"]]
    assert seen.names == ["Ana"]


async def test_a_file_that_goes_away_is_a_mistake_too(seen: Seen) -> None:
    async with watching(seen):
        (seen.folder / "shopbell.toml").unlink()
        await seen.news()
        seen.save("Bo")
        await seen.news()

    assert len(seen.mistakes) == 1
    assert seen.names == ["Bo"]


async def test_a_half_written_file_is_never_live(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each prefix is valid TOML; a writer that pauses less than the settle time is waited for."""
    watch = ConfigWatch(load_config(seen.folder), seen.config, seen.mistake)
    parts = iter(['"Bo"\n[plugins.a]\n', "enabled = false\n", "order = 3\n"])
    (seen.folder / "shopbell.toml").write_text("[shop]\nname = ")

    async def pause(seconds: float) -> None:
        with (seen.folder / "shopbell.toml").open("a") as out:
            out.write(next(parts, ""))

    monkeypatch.setattr("shopbell.config.watch.anyio.sleep", pause)
    await watch.look()

    assert seen.names == ["Bo"]
    assert seen.mistakes == []
    assert (seen.folder / "shopbell.toml").read_text().endswith("order = 3\n")


async def test_a_save_without_a_change_is_no_change(seen: Seen) -> None:
    async with watching(seen) as watch:
        seen.save("Ana")
        await watch.look()
        seen.save("Bo")
        await seen.news()

    assert seen.names == ["Bo"]


async def test_an_edit_of_our_own_is_no_news_and_its_folder_is_followed(seen: Seen, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "shopbell.toml").write_text(START)
    async with watching(seen) as watch:
        watch.follow(load_config(copy))
        await watch.look()
        (copy / "shopbell.toml").write_text(START.replace("Ana", "Bo"))
        await seen.news()

    assert seen.names == ["Bo"]


async def test_a_cancelled_watch_ends_before_its_next_look(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopbell.config.watch.LOOK", 60.0)
    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ConfigWatch(load_config(seen.folder), seen.config, seen.mistake).run)
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()


async def test_a_secret_file_that_is_replaced_is_told(seen: Seen, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("one")
    seen.secret_files = {token}
    watch = ConfigWatch(
        load_config(tmp_path), seen.config, seen.mistake, secret_files=lambda: seen.secret_files, on_secrets=seen.secret
    )
    await watch.look()
    (tmp_path / "beside").write_text("two")
    os.replace(tmp_path / "beside", token)
    await watch.look()

    assert seen.secrets == [frozenset({token})]
