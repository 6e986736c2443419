"""``shopbell doctor`` finds what keeps a shop from working, and changes nothing."""

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from shopbell.cli import doctor as doctor_module
from shopbell.cli.doctor import doctor
from shopbell.stores.lock import DataLock
from shopbell.stores.schema import core
from tests.stores.shops import ShopOnDisk, make_shop


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def shop(tmp_path: Path) -> ShopOnDisk:
    made = await make_shop(tmp_path)
    (made.config / "shopbell.toml").write_text(TOML.format(port=free_port()))
    made.data.chmod(0o700)
    for name in ("admin.token", "secret.key"):
        (made.data / name).chmod(0o600)
    return made


TOML = """
[shop]
name = "Bakery"
currency = "EUR"
languages = ["en"]
time_zone = "Europe/Berlin"

[server]
port = {port}
"""


def examine(shop: ShopOnDisk) -> tuple[int, dict[tuple[str, str], str]]:
    """Exit code, and what was said by (check, state)."""
    words = ["--config", str(shop.config), "--data", str(shop.data), "--json"]
    result = CliRunner().invoke(doctor, words, catch_exceptions=False)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return result.exit_code, {(row["check"], row["state"]): row["says"] for row in rows}


def names(folder: Path) -> set[str]:
    """What lies there, but for what SQLite keeps beside a database that is looked at."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-shm", "-wal"))}


def test_a_sound_shop_passes_and_is_left_as_it_was(shop: ShopOnDisk) -> None:
    before = names(shop.data)
    code, said = examine(shop)

    assert code == 0, said
    assert [key for key in said if key[1] == "wrong"] == []
    assert ("database", "ok") in said
    assert ("port", "ok") in said
    assert names(shop.data) == before


def test_it_says_sentences(shop: ShopOnDisk) -> None:
    result = CliRunner().invoke(doctor, ["--config", str(shop.config), "--data", str(shop.data)])

    assert "ok     shop: it is not running" in result.stdout


def test_a_mistake_in_the_configuration_is_named_with_its_line(shop: ShopOnDisk) -> None:
    toml = shop.config / "shopbell.toml"
    toml.write_text(toml.read_text() + "prot = 80\n")
    code, said = examine(shop)

    assert code == 1
    assert "shopbell.toml:10" in said["configuration", "wrong"]


def test_a_token_that_others_can_read_is_wrong(shop: ShopOnDisk) -> None:
    (shop.data / "admin.token").chmod(0o644)
    code, said = examine(shop)

    assert code == 1
    assert f"chmod 600 {shop.data / 'admin.token'}" in said["admin.token", "wrong"]


def test_a_folder_that_others_can_read_is_a_note(shop: ShopOnDisk) -> None:
    shop.data.chmod(0o755)
    code, said = examine(shop)

    assert code == 0
    assert "chmod 700" in said["data folder", "note"]


def test_a_damaged_database_is_wrong(shop: ShopOnDisk) -> None:
    database = shop.data / "shopbell.db"
    content = bytearray(database.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    database.write_bytes(content)
    code, said = examine(shop)

    assert code == 1
    assert "shopbell restore" in said["database", "wrong"]


def test_a_newer_database_is_wrong(shop: ShopOnDisk) -> None:
    with closing(sqlite3.connect(shop.data / "shopbell.db", isolation_level=None)) as database:
        database.execute("INSERT INTO migration VALUES ('core', ?, 'x', 0)", (len(core.steps) + 1,))

    assert "newer Shopbell" in examine(shop)[1]["database", "wrong"]


def test_a_port_that_somebody_else_has_is_wrong(shop: ShopOnDisk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        (shop.config / "shopbell.toml").write_text(TOML.format(port=other.getsockname()[1]))
        code, said = examine(shop)

    assert code == 1
    assert "another program listens there" in said["port", "wrong"]


def test_a_running_shop_that_does_not_answer_is_wrong(shop: ShopOnDisk) -> None:
    with DataLock(shop.data) as lock:
        lock.announce(free_port())
        code, said = examine(shop)

    assert code == 1
    assert "does not answer" in said["shop", "wrong"]


def test_a_nearly_full_disk_is_noted_before_it_is_full(shop: ShopOnDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "NEARLY_FULL", 1 << 60)
    assert "full disk stops the shop" in examine(shop)[1]["disk", "note"]

    monkeypatch.setattr(doctor_module, "FULL", 1 << 60)
    assert examine(shop)[0] == 1


def test_a_folder_where_nothing_is_yet(tmp_path: Path) -> None:
    result = CliRunner().invoke(doctor, ["--config", str(tmp_path), "--data", str(tmp_path / "data")])

    assert result.exit_code == 1
    assert "there is no shopbell.toml" in result.stdout
    assert "the first start makes it" in result.stdout
    assert list(tmp_path.iterdir()) == []
