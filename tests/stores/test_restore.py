"""A restore checks everything first, deletes nothing, and sends nothing twice."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shopbell.errors import ShopbellError
from shopbell.stores import prepare as prepare_module
from shopbell.stores.backup import back_up
from shopbell.stores.lock import DataInUse, DataLock
from shopbell.stores.media import MediaStore
from shopbell.stores.migrations import Migrations
from shopbell.stores.prepare import prepare
from shopbell.stores.restore import restore
from shopbell.stores.schema import core
from shopbell.stores.store import open_store
from tests.stores.shops import ShopOnDisk, content, make_shop

pytestmark = pytest.mark.sqlite  # about the file itself


@pytest.fixture
async def shop(tmp_path: Path) -> ShopOnDisk:
    return await make_shop(tmp_path)


@pytest.fixture
def backup(shop: ShopOnDisk, tmp_path: Path) -> Path:
    back_up(shop.data, shop.config, tmp_path / "bakery.zip", secrets=True)
    return tmp_path / "bakery.zip"


def rewrite(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change a backup's members as an attacker or a bad disk would."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content_of in members.items():
            archive.writestr(name, content_of)


def relist(members: dict[str, bytes], old: str, **changes: Any) -> None:
    """Change what the manifest says about a member."""
    manifest = json.loads(members["manifest.json"])
    for member in manifest["members"]:
        if member["name"] == old:
            member.update(changes)
    members["manifest.json"] = json.dumps(manifest).encode()


async def test_a_restored_shop_is_the_shop_that_was_backed_up(shop: ShopOnDisk, backup: Path, tmp_path: Path) -> None:
    data, config = tmp_path / "new" / "data", tmp_path / "new" / "bakery"

    restored = restore(backup, data, config)

    assert content(data) == content(shop.data)
    assert MediaStore(data).read(shop.picture.sha256) == MediaStore(shop.data).read(shop.picture.sha256)
    assert (data / "secret.key").read_bytes() == b"key" * 10
    assert (config / "shopbell.toml").read_text() == '[shop]\nname = "Bakery"\n'
    assert (config / "faq" / "öffnungszeiten.md").read_text().startswith("# Wann offen?")
    assert restored.aside == []
    assert sorted(path.name for path in data.iterdir()) == ["lock", "media", "secret.key", "shopbell.db"]
    store = await open_store(data)
    assert await store.fetch("SELECT count(*) FROM customer") == [(2,)]
    await store.close()


def test_replies_that_may_have_been_sent_since_wait_for_the_owner(backup: Path, tmp_path: Path) -> None:
    restored = restore(backup, tmp_path / "new", None)

    assert restored.parked == 1
    with closing(sqlite3.connect(tmp_path / "new" / "shopbell.db")) as database:
        [(state, reason)] = database.execute("SELECT state, reason FROM outbox").fetchall()
    assert state == "parked"
    assert "restored from a backup" in reason


async def test_a_restored_shop_gives_out_no_id_that_a_platform_may_know(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new", None)
    store = await open_store(tmp_path / "new")

    assert store.ids.next("turn") > 1 + 1000
    assert store.ids.next("customer") > 2 + 1000
    assert store.ids.next("turn") * 16 < 2**53  # exact in a browser
    await store.close()


def test_a_running_shop_is_not_overwritten(shop: ShopOnDisk, backup: Path) -> None:
    with DataLock(shop.data) as lock:
        lock.announce(8765)
        with pytest.raises(DataInUse, match="port 8765"):
            restore(backup, shop.data, None, force=True)

    assert (shop.data / "admin.token").exists()


def test_what_is_there_is_kept_aside_and_only_when_told(shop: ShopOnDisk, backup: Path) -> None:
    before = content(shop.data)
    with pytest.raises(ShopbellError, match="is not empty"):
        restore(backup, shop.data, None)

    restored = restore(backup, shop.data, None, force=True)

    [aside] = restored.aside
    assert aside.parent == shop.data
    assert content(aside) == before == content(shop.data)
    assert (aside / "admin.token").read_text() == "token"
    assert not (shop.data / "admin.token").exists()
    again = restore(backup, shop.data, None, force=True)
    assert again.aside != restored.aside


def test_a_changed_configuration_is_kept_aside_and_only_when_told(
    shop: ShopOnDisk, backup: Path, tmp_path: Path
) -> None:
    toml = shop.config / "shopbell.toml"
    toml.write_text('[shop]\nname = "Patisserie"\n')
    with pytest.raises(ShopbellError, match=r"shopbell\.toml differs from the backup"):
        restore(backup, tmp_path / "new", shop.config)
    assert not (tmp_path / "new" / "shopbell.db").exists()

    restored = restore(backup, tmp_path / "new", shop.config, force=True)

    assert "Bakery" in toml.read_text()
    [aside] = restored.aside
    assert [path.name for path in aside.rglob("*")] == ["shopbell.toml"]
    assert "Patisserie" in (aside / "shopbell.toml").read_text()


def test_a_configuration_that_is_as_it_was_needs_no_force(shop: ShopOnDisk, backup: Path, tmp_path: Path) -> None:
    assert restore(backup, tmp_path / "new", shop.config).aside == []


def test_a_configuration_that_lives_in_the_data_folder_is_whole_afterwards(shop: ShopOnDisk, tmp_path: Path) -> None:
    live = shop.data / "config"
    shop.config.rename(live)
    back_up(shop.data, live, tmp_path / "live.zip")
    (live / "shopbell.toml").write_text("# edited since\n")

    [aside] = restore(tmp_path / "live.zip", shop.data, live, force=True).aside

    assert "Bakery" in (live / "shopbell.toml").read_text()
    assert (live / "faq" / "öffnungszeiten.md").is_file()
    assert (aside / "config" / "shopbell.toml").read_text() == "# edited since\n"


def lengthen(members: dict[str, bytes]) -> None:
    members["config/shopbell.toml"] += b"more"


def flip(members: dict[str, bytes]) -> None:
    members["config/shopbell.toml"] = members["config/shopbell.toml"].swapcase()


def drop(members: dict[str, bytes]) -> None:
    del members["config/shopbell.toml"]


def add(members: dict[str, bytes]) -> None:
    members["config/extra.toml"] = b"unlisted"


def slip(members: dict[str, bytes]) -> None:
    members["../../evil"] = members.pop("config/shopbell.toml")
    relist(members, "config/shopbell.toml", name="../../evil")


def absolute(members: dict[str, bytes]) -> None:
    members["/tmp/evil"] = members.pop("config/shopbell.toml")  # noqa: S108
    relist(members, "config/shopbell.toml", name="/tmp/evil")  # noqa: S108


def take_the_lock(members: dict[str, bytes]) -> None:
    members["lock"] = members.pop("config/shopbell.toml")
    relist(members, "config/shopbell.toml", name="lock")


def no_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def bad_manifest(members: dict[str, bytes]) -> None:
    members["manifest.json"] = b'{"format": "one"}'


def later_format(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members["manifest.json"].replace(b'"format": 1', b'"format": 2')


@pytest.mark.parametrize(
    "change",
    [lengthen, flip, drop, add, slip, absolute, take_the_lock, no_manifest, bad_manifest, later_format],
    ids=lambda change: change.__name__,
)
def test_a_backup_that_is_not_what_it_says_changes_nothing(
    backup: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    rewrite(backup, change)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(ShopbellError, match="backup"):
        restore(backup, tmp_path / "new" / "data", tmp_path / "new" / "config", force=True)

    left = [path for path in sorted(tmp_path.rglob("*")) if path not in before]
    assert [path.name for path in left if path.is_file()] in ([], ["lock"])


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9, 0.999])
def test_a_torn_file_is_refused(backup: Path, tmp_path: Path, at: float) -> None:
    content_of = backup.read_bytes()
    backup.write_bytes(content_of[: int(len(content_of) * at)])

    with pytest.raises(ShopbellError, match="damaged or not a backup"):
        restore(backup, tmp_path / "new", None)


def test_a_flipped_byte_is_noticed(backup: Path, tmp_path: Path) -> None:
    content_of = bytearray(backup.read_bytes())
    content_of[len(content_of) // 2] ^= 0xFF
    backup.write_bytes(content_of)

    with pytest.raises(ShopbellError, match="damaged"):
        restore(backup, tmp_path / "new", None)


def test_a_backup_of_a_newer_version_is_refused_with_what_to_do(shop: ShopOnDisk, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.data / "shopbell.db", isolation_level=None)) as future:
        future.execute("INSERT INTO migration VALUES ('core', ?, 'x', 0)", (len(core.steps) + 1,))
    back_up(shop.data, None, tmp_path / "future.zip")

    with pytest.raises(ShopbellError, match="newer than this one; install it first"):
        restore(tmp_path / "future.zip", tmp_path / "new", None)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["lock"]


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ShopbellError, match=r"none\.zip cannot be restored: No such file"):
        restore(tmp_path / "none.zip", tmp_path / "new", None)


def test_the_copy_made_before_an_upgrade_brings_the_old_database_back(
    shop: ShopOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(shop.data)
    newer = Migrations("core")
    newer.steps = list(core.steps)
    newer.add(len(core.steps) + 1, "drop", lambda db: db.execute("DROP TABLE message"))
    with monkeypatch.context() as patched:
        patched.setattr(prepare_module, "core", newer)
        copy = prepare(shop.data / "shopbell.db")
    assert copy is not None
    with pytest.raises(ShopbellError, match=rf"copy made before the upgrade, backups/before-{len(core.steps) + 1}\.db"):
        prepare(shop.data / "shopbell.db")

    restored = restore(copy, shop.data, shop.config, force=True)

    assert prepare(shop.data / "shopbell.db") is None
    assert content(shop.data) == before
    assert [path.name for folder in restored.aside for path in folder.iterdir()] == ["shopbell.db"]
    assert MediaStore(shop.data).read(shop.picture.sha256)
    assert copy.exists()
