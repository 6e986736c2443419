"""API keys: whose they are, what they may do, and where they are kept.

A key is ``sb_`` and 32 random bytes. Only its SHA-256 is stored: a slow, salted hash protects secrets that people
invent; nobody can try 2^256 keys, and a lookup by hash takes the same time for a near miss as for a far one.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import structlog

from shopbell.clock import Clock
from shopbell.contracts import App, Write
from shopbell.errors import RequestError
from shopbell.stores.store import Store

log = structlog.get_logger("shopbell.keys")

SCOPES = ("chat", "events", "read", "admin")
DEFAULT_APP = "default"
ADMIN_APP = "shop"  # the name under which the command line on the shop's own machine acts
WEAK_KEY = 16  # characters; a shorter key in the environment is taken, with a warning
INSERT = "INSERT INTO app_key (id, app, hash, scopes, limited, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
LIST = "SELECT id, app, scopes, limited, created_at, revoked_at FROM app_key ORDER BY id"
REVOKE = "UPDATE app_key SET revoked_at = ? WHERE id = ?"


class Key(NamedTuple):
    """One key that is known. ``ends_at``: from then on it is refused (milliseconds UTC, may lie in the future)."""

    app: App
    digest: bytes
    ends_at: int | None = None
    local: bool = False  # only from the shop's own machine


class KeyInfo(msgspec.Struct, frozen=True):
    """A stored key as it is listed; the key itself is shown once, when it is made."""

    id: int
    app: str
    scopes: list[str]
    limited: bool
    created_at: int
    ends_at: int | None


def digest_of(key: str) -> bytes:
    """What is stored of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def new_key() -> str:
    """A key that nobody can guess."""
    return "sb_" + secrets.token_urlsafe(32)


class Keyring:
    """All keys valid now, in memory; whoever changes a stored key changes it here in the same moment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keys: dict[bytes, Key] = {}
        self._of_app: dict[str, list[Key]] = {}
        self._used: dict[str, Key] = {}  # valid keys as they were sent: a request is not worth a digest each

    def add(self, key: Key) -> None:
        """Take a key, or new facts about one."""
        self.forget(key.digest)
        self._keys[key.digest] = key
        self._of_app.setdefault(key.app.name, []).append(key)

    def forget(self, digest: bytes) -> None:
        """Drop a key; it is refused from the next request on."""
        old = self._keys.pop(digest, None)
        if old is not None:
            self._of_app[old.app.name].remove(old)
            self._used.clear()

    def find(self, key: str) -> Key | None:
        """The key, if it is known and not ended."""
        found = self._used.get(key)
        if found is None:
            found = self._keys.get(digest_of(key))
            if found is None:
                return None
            self._used[key] = found
        return found if self._valid(found) else None

    def of_app(self, app: str) -> list[Key]:
        """The valid keys of an app (they also sign its end users' tokens)."""
        return [key for key in self._of_app.get(app, ()) if self._valid(key)]

    def _valid(self, key: Key) -> bool:
        return key.ends_at is None or self._clock.now() < key.ends_at


def keys_from_env(value: str) -> Iterable[Key]:
    """Keys of a comma-separated list, each ``key`` or ``name:key``, with all scopes."""
    for entry in filter(None, (part.strip() for part in value.split(","))):
        name, colon, key = entry.partition(":")
        app, key = (name, key) if colon else (DEFAULT_APP, entry)
        if not app or not key:
            log.warning("api key ignored", app=app, reason="write key or name:key")
            continue
        if len(key) < WEAK_KEY:
            log.warning("api key is short", app=app, characters=len(key))
        yield Key(App(app, frozenset(SCOPES)), digest_of(key))


def write_admin_token(data: Path) -> Key:
    """Make a new ``DATA/admin.token`` (0600) for the command line on this machine; the old one ends with it."""
    token, path = new_key(), data / "admin.token"
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token)
    fresh.replace(path)
    return Key(App(ADMIN_APP, frozenset(SCOPES)), digest_of(token), local=True)


class Keys(Protocol):
    """Stored keys, as the HTTP routes and the command line change them."""

    async def create(
        self, app: str, scopes: Iterable[str], *, limited: bool, ends_at: int | None
    ) -> tuple[str, KeyInfo]:
        """Make a key: the key itself, which is not kept, and its description."""
        ...

    async def list(self) -> list[KeyInfo]:
        """All of them, ended ones too, oldest first."""
        ...

    async def revoke(self, key_id: int) -> KeyInfo | None:
        """End a key now; None when there is none of that number."""
        ...


class StoredKeys:
    """The ``app_key`` table and the keyring that mirrors it."""

    def __init__(self, store: Store, keyring: Keyring, clock: Clock) -> None:
        self._store, self._keyring, self._clock = store, keyring, clock

    async def load(self) -> None:
        """Fill the keyring from the table, once, at start."""
        for app, digest, scopes, limited, ends_at in await self._store.fetch(
            "SELECT app, hash, scopes, limited, revoked_at FROM app_key"
        ):
            self._keyring.add(Key(App(app, frozenset(scopes.split(",")), bool(limited)), digest, ends_at))

    async def create(
        self, app: str, scopes: Iterable[str], *, limited: bool = False, ends_at: int | None = None
    ) -> tuple[str, KeyInfo]:
        """Make a key: the key itself, which is not kept, and its description.

        Raises:
            RequestError: an empty name, no scope or an unknown one (422).
        """
        wanted = check_request(app, scopes)
        key, now = new_key(), self._clock.now()
        info = KeyInfo(self._store.ids.next("app_key"), app, wanted, limited, now, ends_at)
        digest = digest_of(key)
        row = (info.id, app, digest, ",".join(wanted), int(limited), now, ends_at)
        await self._store.commit([Write(INSERT, row, 1)])
        self._keyring.add(Key(App(app, frozenset(wanted), limited), digest, ends_at))
        return key, info

    async def list(self) -> list[KeyInfo]:
        """All of them, ended ones too, oldest first."""
        return key_infos(await self._store.fetch(LIST))

    async def revoke(self, key_id: int) -> KeyInfo | None:
        """End a key now; None when there is none of that number. A key that has ended keeps its time."""
        rows = await self._store.fetch("SELECT hash FROM app_key WHERE id = ?", (key_id,))
        if not rows:
            return None
        info = next(info for info in await self.list() if info.id == key_id)
        now = self._clock.now()
        if info.ends_at is None or info.ends_at > now:
            await self._store.commit([Write(REVOKE, (now, key_id), 1)])
            info = msgspec.structs.replace(info, ends_at=now)
        self._keyring.forget(rows[0][0])
        return info


def key_infos(rows: Iterable[tuple[Any, ...]]) -> list[KeyInfo]:
    """Rows of ``LIST``, described."""
    return [
        KeyInfo(key_id, app, scopes.split(","), bool(limited), created_at, ends_at)
        for key_id, app, scopes, limited, created_at, ends_at in rows
    ]


def check_request(app: str, scopes: Iterable[str]) -> list[str]:
    """The scopes in their fixed order, each once.

    Raises:
        RequestError: an empty or unusable name, no scope or an unknown one (422).
    """
    wanted = set(scopes)
    if not app or len(app) > 100 or not app.isprintable() or ":" in app or "," in app:
        raise RequestError(422, "Unusable app name", "A name has 1 to 100 printable characters, no colon, no comma.")
    if not wanted or not wanted <= set(SCOPES):
        raise RequestError(422, "Unknown scope", f"Choose from: {', '.join(SCOPES)}.")
    return [scope for scope in SCOPES if scope in wanted]
