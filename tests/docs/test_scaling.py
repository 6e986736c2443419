"""What docs/scaling.md says to type for a copy of the database: made while the shop runs, and put back."""

import asyncio
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from shopbell.testing import TestShop
from shopbell.testing.postgres import Cluster, find_programs
from shopbell.testing.storage import VARIABLE
from tests.docs.pages import ROOT
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.sqlite  # starts a server of its own whatever the run is on: once is enough
URL = "postgresql://shop@db.example.org/shop"


def said(program: str) -> list[str]:
    """The line of the page that begins with this program, as words."""
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    (line,) = re.findall(rf"^{program} .*$", page, re.M)
    return shlex.split(line)


async def runs(words: list[str], url: str, folder: Path) -> None:
    """Type it, with another address for the page's."""
    programs = find_programs()
    path = f"{programs}:{os.environ['PATH']}"
    assert URL in " ".join(words)
    typed = [word.replace(URL, url) for word in words]
    done = await asyncio.to_thread(
        subprocess.run, typed, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


async def test_a_copy_made_while_the_shop_runs_is_put_back_with_the_pages_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_programs() is None or shutil.which("pg_dump") is None:
        assert os.environ.get("CI") != "true", "PostgreSQL is not installed"
        pytest.skip("needs PostgreSQL's own programs")
    with Cluster() as server:
        monkeypatch.setenv(VARIABLE, server.url)
        shop = TestShop(tmp_path / "shop")
        config = shop.folder / "shopbell.toml"  # the page has a database of the shop's own, and no schema in its URL
        config.write_text(re.sub(r"\?schema=\w+", "", config.read_text("utf-8")), "utf-8")
        await shop.open()
        await install(shop, "echo", ECHO)
        await shop.customer("ana").says("before the copy")

        await runs(said("pg_dump"), server.url, tmp_path)
        await shop.customer("ana").says("after the copy")
        await shop.close()
        await runs(said("pg_restore"), server.url, tmp_path)

        await shop.open()
        heard = [message.text for message in await shop.heard("testing")]
        again = await shop.customer("ana").says("and now?")
        await shop.close()
    assert heard == ["before the copy"]
    assert again.text == "You said: and now?"
