"""A shop moves to the other database and back: every row and file, and customers go on where they were."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shopbell.contracts import Write
from shopbell.errors import ShopbellError
from shopbell.stores.moving import move
from shopbell.stores.shelf import mention
from shopbell.stores.store import Store, open_store
from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, use

pytestmark = pytest.mark.sqlite  # names both engines itself
MESSAGES = 5_000
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def migrate(folder: Path, target: str) -> dict[str, list[object]]:
    """Run the command; rows and checksum by table."""
    command = [sys.executable, "-m", "shopbell", "migrate", "--config", str(folder), "--to", target, "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, list[object]] = json.loads(ran.stdout)
    return told


async def test_the_same_customer_goes_on_in_the_middle_of_a_dialogue(tmp_path: Path, postgres: str) -> None:
    shop = TestShop(tmp_path / "shop")
    await shop.open()
    await use(shop, ORDER)
    await shop.customer("ana").says("order a cake")
    assert "How many?" in str((await shop.customer("ana").says("M")).parts)
    photo = shop.running.store.media.write(PHOTO)
    await shop.running.store.commit([mention(photo, 16, 0)])
    await shop.close()

    there = migrate(shop.folder, f"{postgres}?schema=moved_there")
    await shop.open()
    assert "postgresql://" in (shop.folder / "shopbell.toml").read_text()
    said = await shop.customer("ana").says("2")
    await shop.close()
    back = migrate(shop.folder, "sqlite://")
    await shop.open()
    last = await shop.customer("ana").says("yes")
    kept = shop.running.store.media.read(photo.sha256)
    await shop.close()

    assert "2 x M: 2,200" in str(said.parts)
    assert "Any note for us?" in str(last.parts)
    assert kept == PHOTO
    assert there["customer"] == back["customer"]
    assert there["turn"] != back["turn"]


async def fill(store: Store, messages: int) -> None:
    """Messages of all sizes, with every byte in them."""
    sql = "INSERT INTO message (id, conversation_id, identity_id, at, author, body) VALUES (?, ?, ?, ?, ?, ?)"
    for first in range(0, messages, 1000):
        rows = range(first, min(messages, first + 1000))
        body = bytes(range(256))
        await store.commit(
            [Write(sql, (16 * n, n % 97 + 1, n % 97 + 1, n, "Zoë 🍰", body[n % 200 :] + b"%d" % n)) for n in rows]
        )


async def test_every_row_has_the_same_content_on_the_other_side(tmp_path: Path, postgres: str) -> None:
    here = await open_store(tmp_path / "here")
    there = await open_store(tmp_path, f"{postgres}?schema=every_row")
    again = await open_store(tmp_path / "again")
    await fill(here, MESSAGES)
    seen: list[tuple[int, int]] = []

    one = await move(here, there, lambda done, total: seen.append((done, total)))
    two = await move(there, again, lambda done, total: None)

    assert one["message"].rows == MESSAGES
    assert one == two
    assert seen[-1] == (2 * MESSAGES, 2 * MESSAGES)
    with pytest.raises(ShopbellError, match="holds a shop already"):
        await move(again, here, lambda done, total: None)
    for store in (here, there, again):
        await store.close()
