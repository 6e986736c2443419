"""A backup holds the whole shop, made while it runs, and nobody's secrets unless asked."""

import asyncio
import hashlib
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from shopbell.contracts import Write
from shopbell.errors import ShopbellError
from shopbell.stores.backup import Manifest, back_up, fits_in
from shopbell.stores.restore import restore
from shopbell.stores.store import open_store
from tests.stores.shops import ShopOnDisk, make_shop

pytestmark = pytest.mark.sqlite  # about the file itself


@pytest.fixture
async def shop(tmp_path: Path) -> ShopOnDisk:
    return await make_shop(tmp_path)


def test_a_backup_lists_what_it_holds_with_checksums(shop: ShopOnDisk, tmp_path: Path) -> None:
    manifest = back_up(shop.data, shop.config, tmp_path / "bakery.zip")

    with zipfile.ZipFile(tmp_path / "bakery.zip") as archive:
        assert archive.testzip() is None
        assert msgspec.json.decode(archive.read("manifest.json"), type=Manifest) == manifest
        assert set(archive.namelist()) == {
            "shopbell.db",
            f"media/{shop.picture.sha256[:2]}/{shop.picture.sha256}",
            "config/shopbell.toml",
            "config/faq/öffnungszeiten.md",
            "manifest.json",
        }
        for member in manifest.members:
            assert hashlib.sha256(archive.read(member.name)).hexdigest() == member.sha256
    assert manifest.counts == {
        "customers": 2,
        "conversations": 0,
        "messages": 2,
        "turns": 0,
        "media": 1,
        "configuration": 2,
    }
    assert (tmp_path / "bakery.zip").stat().st_mode & 0o077 == 0


def test_secrets_stay_out_unless_asked_for(shop: ShopOnDisk, tmp_path: Path) -> None:
    back_up(shop.data, shop.config, tmp_path / "without.zip")
    back_up(shop.data, shop.config, tmp_path / "with.zip", secrets=True)

    with zipfile.ZipFile(tmp_path / "without.zip") as archive:
        assert "secret.key" not in archive.namelist()
        assert b"very-secret-value" not in archive.read("shopbell.db")  # not in free pages either
        assert b"hash" in archive.read("shopbell.db")  # app keys are hashes: they stay valid
    with zipfile.ZipFile(tmp_path / "with.zip") as archive:
        assert archive.read("secret.key") == b"key" * 10
        assert b"very-secret-value" in archive.read("shopbell.db")
        assert "admin.token" not in archive.namelist()


def test_an_existing_file_is_replaced_only_when_told(shop: ShopOnDisk, tmp_path: Path) -> None:
    target = tmp_path / "bakery.zip"
    target.write_text("last week's")

    with pytest.raises(ShopbellError, match="exists already"):
        back_up(shop.data, shop.config, target)
    assert target.read_text() == "last week's"

    back_up(shop.data, shop.config, target, force=True)
    assert zipfile.is_zipfile(target)


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShopbellError, match="there is no shop in"):
        back_up(tmp_path, None, tmp_path / "bakery.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_fails_leaves_nothing_behind(shop: ShopOnDisk, tmp_path: Path) -> None:
    (shop.data / "shopbell.db").write_bytes(b"damaged " * 1000)
    (tmp_path / "backups").mkdir()

    with pytest.raises(ShopbellError, match="the database cannot be copied"):
        back_up(shop.data, shop.config, tmp_path / "backups" / "bakery.zip")
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_shops_folder_is_packed_without_caches_data_and_earlier_backups(shop: ShopOnDisk, tmp_path: Path) -> None:
    home = shop.config
    shop.data.rename(home / "data")
    for hidden in (".git/config", "plugins/mine/__pycache__/x.pyc", "venv/pyvenv.cfg", "venv/bin/python"):
        (home / hidden).parent.mkdir(parents=True, exist_ok=True)
        (home / hidden).write_text("no")
    (home / "plugins" / "mine" / "__init__.py").write_text("")
    (home / "linked.csv").symlink_to(home / "shopbell.toml")
    back_up(home / "data", home, home / "first.zip")
    back_up(home / "data", home, home / "second.zip")

    with zipfile.ZipFile(home / "second.zip") as archive:
        configuration = {name for name in archive.namelist() if name.startswith("config/")}
    assert configuration == {
        "config/shopbell.toml",
        "config/faq/öffnungszeiten.md",
        "config/plugins/mine/__init__.py",
        "config/linked.csv",
    }


async def test_a_backup_made_while_customers_write_is_consistent(shop: ShopOnDisk, tmp_path: Path) -> None:
    store = await open_store(shop.data)
    await store.commit([Write("INSERT INTO kv VALUES ('big', ?, zeroblob(4000))", (str(n),)) for n in range(3000)])
    making = asyncio.ensure_future(asyncio.to_thread(back_up, shop.data, shop.config, tmp_path / "live.zip"))
    turns = 0
    while not making.done():
        turns += 1  # both rows or none
        await store.commit(
            [
                Write("INSERT INTO kv VALUES ('left', ?, x'00')", (str(turns),)),
                Write("INSERT INTO kv VALUES ('right', ?, x'00')", (str(turns),)),
            ]
        )
    await making
    await store.close()

    restore(tmp_path / "live.zip", tmp_path / "restored", None)
    with closing(sqlite3.connect(tmp_path / "restored" / "shopbell.db")) as copy:
        left = copy.execute("SELECT name FROM kv WHERE plugin = 'left'").fetchall()
        assert left == copy.execute("SELECT name FROM kv WHERE plugin = 'right'").fetchall()
        assert copy.execute("SELECT count(*) FROM kv WHERE plugin = 'big'").fetchone() == (3000,)
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert turns > 1


def test_progress_rises_to_the_end(shop: ShopOnDisk, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    back_up(shop.data, shop.config, tmp_path / "bakery.zip", progress=lambda done, total: seen.append((done, total)))

    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../shopbell.db",
        "config/../../x",
        "config/./x",
        "config//x",
        "config/",
        "config",
        "config\\x",
        "config/C:x",
        "config/x\0",
        "media/ab/x",
        "media/ab/" + "b" * 64,
        "other",
        "lock",
        "admin.token",
        "",
        ".",
    ],
)
def test_no_other_names_fit_into_a_backup(name: str) -> None:
    assert not fits_in(name)
