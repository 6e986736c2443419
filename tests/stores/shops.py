"""A small shop on disk, with something in every place that a backup must keep."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from shopbell.contracts import Write
from shopbell.stores.media import Media, MediaStore, mention
from shopbell.stores.store import open_store
from shopbell.testing.storage import storage_table

NOW = 1_700_000_000_000


class ShopOnDisk(NamedTuple):
    """Its folders, and the picture that a customer sent."""

    data: Path
    config: Path
    picture: Media


async def make_shop(folder: Path) -> ShopOnDisk:
    """A bakery with a configuration, two customers, a picture, a secret, and a reply that is not yet sent."""
    data, config = folder / "data", folder / "bakery"
    (config / "faq").mkdir(parents=True)
    (config / "shopbell.toml").write_text('[shop]\nname = "Bakery"\n')
    (config / "faq" / "öffnungszeiten.md").write_text("# Wann offen?\nImmer.\n")
    (config / ".env").write_text("TOKEN=secret\n")
    store = await open_store(data)
    picture = MediaStore(data).write(b"\x89PNG\r\n\x1a\n a cake")
    await store.commit(
        [
            Write("INSERT INTO customer (id, created_at) VALUES (?, ?)", (1, NOW)),
            Write("INSERT INTO customer (id, created_at) VALUES (?, ?)", (2, NOW)),
            Write("INSERT INTO message VALUES (16, 1, 1, ?, 'customer', ?)", (NOW, b"hello")),
            Write("INSERT INTO message VALUES (17, 1, 1, ?, 'bot', ?)", (NOW, b"good day")),
            mention(picture, 16, NOW),
            Write("INSERT INTO secret VALUES ('smtp', ?, ?)", (b"very-secret-value", NOW)),
            Write("INSERT INTO app_key VALUES (1, 'web', ?, 'chat', 0, ?, NULL)", (b"hash", NOW)),
            Write(
                "INSERT INTO outbox (id, turn_id, conversation_id, channel, account, address, thread, reply_to,"
                " purpose, payment, body, state, reason, attempts, created_at, due_at) VALUES"
                " (17, 1, 1, 'web', 'main', 'ana', '', NULL, 'conversational', 0, ?,"
                " 'due', '', 0, ?, ?)",
                (b"good day", NOW, NOW),
            ),
        ]
    )
    await store.close()
    (data / "secret.key").write_bytes(b"key" * 10)
    (data / "admin.token").write_text("token")
    return ShopOnDisk(data, config, picture)


def options(data: Path) -> list[str]:
    """What names a shop to a command, on the database of the run: its configuration lies in its data folder."""
    if data.is_dir():
        (data / "shopbell.toml").write_text(f'[shop]\nname = "Ana"\n{storage_table(data)}')
    return ["--config", str(data), "--data", str(data)]


def content(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's rows, but for what a restore changes on purpose."""
    with closing(sqlite3.connect(data / "shopbell.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]
        rows = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
    rows["outbox"] = [(*row[:11], *row[13:]) for row in rows["outbox"]]  # without state and reason
    rows["kv"] = [row for row in rows["kv"] if row[:2] != ("shopbell", "ids")]
    return rows
