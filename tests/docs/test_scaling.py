"""What docs/scaling.md says: its commands are typed as they stand there, and its figures are those of the code."""

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopbell.config.settings import RetentionSettings
from shopbell.stores.postgres import connecting, reader, shelf
from shopbell.testing import TestShop
from shopbell.testing.postgres import Cluster, find_programs
from shopbell.testing.storage import VARIABLE
from tests.docs.pages import ROOT
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.sqlite  # starts a server of its own whatever the run is on: once is enough
URL = "postgresql://shop@db.example.org/shop"
PAGE = (ROOT / "docs" / "scaling.md").read_text("utf-8")
TURNS = 8  # of the page's conversation


def said(beginning: str) -> list[str]:
    """The line of the page that begins so, as words."""
    (line,) = re.findall(rf"^{beginning} .*$", PAGE, re.M)
    return shlex.split(line)


@pytest.fixture
def server() -> Iterator[Cluster]:
    """One of PostgreSQL's own, with nothing in it."""
    if find_programs() is None or shutil.which("pg_dump") is None:
        assert os.environ.get("CI") != "true", "PostgreSQL is not installed"
        pytest.skip("needs PostgreSQL's own programs")
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def url(server: Cluster) -> str:
    """Of the page's database on this server; ``createdb`` makes it."""
    return f"postgresql://shop@127.0.0.1:{server.port}/shop"


async def runs(words: list[str], url: str, folder: Path, *, code: int = 0) -> str:
    """Type it in a folder, with another address for the page's; what it says."""
    port = url.rpartition(":")[2].partition("/")[0]
    server = {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "shop"}
    path = f"{find_programs()}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    typed = [word.replace(URL, url) for word in words]
    done = await asyncio.to_thread(
        subprocess.run, typed, cwd=folder, env=os.environ | server | {"PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


async def test_a_copy_made_while_the_shop_runs_is_put_back_with_the_pages_own_words(
    tmp_path: Path, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, server.url)
    shop = TestShop(tmp_path / "shop")
    config = shop.folder / "shopbell.toml"  # the page has a database of the shop's own, and no schema in its URL
    config.write_text(re.sub(r"\?schema=\w+", "", config.read_text("utf-8")), "utf-8")
    await shop.open()
    await install(shop, "echo", ECHO)
    await shop.customer("ana").says("before the copy")

    refused = await runs(["shopbell", "backup", "shop.zip"], server.url, shop.folder, code=1)
    await runs(said("pg_dump"), server.url, tmp_path)
    await shop.customer("ana").says("after the copy")
    await shop.close()
    await runs(said("pg_restore"), server.url, tmp_path)

    await shop.open()
    heard = [message.text for message in await shop.heard("testing")]
    again = await shop.customer("ana").says("and now?")
    await shop.close()
    assert "back it up with pg_dump" in refused
    assert heard == ["before the copy"]
    assert again.text == "You said: and now?"


async def test_a_shop_moves_there_and_back_with_the_pages_own_words(tmp_path: Path, server: Cluster, url: str) -> None:
    shop = TestShop(tmp_path / "shop")
    await shop.open()
    await install(shop, "echo", ECHO)
    await shop.customer("ana").says("from the file")
    await runs(said("createdb"), url, tmp_path)

    running = await runs(said("shopbell"), url, shop.folder, code=1)
    await shop.close()
    await runs(said("shopbell"), url, shop.folder)
    aside = [path.name for path in shop.data.glob("*.db")]
    await shop.open()
    there = await shop.customer("ana").says("from the server")
    named = (shop.folder / "shopbell.toml").read_text("utf-8")
    second = await runs(["shopbell", "run", "--data", str(tmp_path / "two")], url, shop.folder, code=1)
    examined = await runs(["shopbell", "doctor"], url, shop.folder, code=1)
    await shop.close()
    await runs(["shopbell", "migrate", "--to", "sqlite://"], url, shop.folder)
    await shop.open()
    heard = [message.text for message in await shop.heard("testing")]
    await shop.close()

    assert "in use by another Shopbell" in running
    assert [re.sub(r"[\d-]+", "-", name) for name in aside] == ["moved-.db"]
    assert url in named
    assert there.text == "You said: from the server"
    assert "another Shopbell works on the database" in second
    assert "fsync is off" in examined  # as a test's server has it
    assert heard == ["from the file", "from the server"]


async def test_a_password_is_not_written_into_the_file(
    tmp_path: Path, server: Cluster, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = url.replace("shop@", "shop:a-very-long-password@")
    shop = TestShop(tmp_path / "shop")
    config = shop.folder / "shopbell.toml"
    await shop.open()
    await install(shop, "echo", ECHO)
    await shop.customer("ana").says("from the file")
    await shop.close()
    await runs(said("createdb"), url, tmp_path)

    told = await runs(said("shopbell"), secret, shop.folder)
    written = config.read_text("utf-8")
    config.write_text(f'{written}\n[storage]\nurl = {{env = "SHOP_DATABASE"}}\n', "utf-8")
    monkeypatch.setenv("SHOP_DATABASE", secret)
    await shop.open()
    heard = [message.text for message in await shop.heard("testing")]
    await shop.close()

    assert 'url = {env = "NAME"}' in told
    assert "a-very-long-password" not in written + told
    assert 'url = {env = "NAME"}' in PAGE
    assert heard == ["from the file"]


@pytest.mark.parametrize(
    "words",
    [
        f"PostgreSQL {connecting.OLDEST // 10_000} or newer is needed",
        f"above {reader.SLOW_MS:.0f} ms it says so",
        f"up to {shelf.LIMIT / 2**20:.0f} MB each",
        f"the reasons go after {RetentionSettings().turns_days} days",
        f"Switch {', '.join(f'`{one}`' for one in reader.DURABLE[:-1])} and `{reader.DURABLE[-1]}` on",
    ],
)
def test_the_pages_bounds_are_those_of_the_code(words: str) -> None:
    assert words in " ".join(PAGE.split())


def figure(text: str) -> float:
    """``2.5 TB`` in bytes, ``1,000`` as a number."""
    number, _, unit = text.strip().partition(" ")
    return float(number.replace(",", "")) * {"": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}[unit]


def test_the_pages_arithmetic_is_right() -> None:
    flat = " ".join(PAGE.split())
    rows = [
        [figure(cell) for cell in line.strip("|").split("|")] for line in re.findall(r"^\| [\d,]+ \|.*$", PAGE, re.M)
    ]
    (a_turn,), (a_conversation,) = (
        re.findall(r"about ([\d.]+ KB) a turn", flat),
        re.findall(r"about (\d+ KB), of", flat),
    )
    turns, size = re.findall(r"a file of ([\d,]+) turns: (\d+ MB)", flat)[0]

    assert figure(a_turn) == pytest.approx(figure(size) / figure(turns), rel=0.05)
    assert figure(a_conversation) == pytest.approx(TURNS * figure(a_turn), rel=0.05)
    assert len(rows) == 3
    for conversations, average, busiest, year in rows:
        a_second = conversations * TURNS / 86_400
        assert average == pytest.approx(a_second, rel=0.1)
        assert busiest == pytest.approx(10 * a_second, rel=0.1)
        assert year == pytest.approx(conversations * 365 * figure(a_conversation), rel=0.1)
