"""Secrets kept in the shop's database, encrypted with ``DATA/secret.key``: the ``{store = "name"}`` ones."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from shopbell.contracts import Write
from shopbell.errors import ConfigError

KEY_FILE = "secret.key"
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class Rows(Protocol):
    """The two calls of the store that a vault needs."""

    async def fetch(self, sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read rows."""
        ...

    async def commit(self, writes: Sequence[Write]) -> None:
        """Commit writes together."""
        ...


class Vault:
    """The shop's stored secrets. ``values`` is filled by ``open`` and follows ``put`` and ``remove``.

    XSalsa20-Poly1305 (PyNaCl ``SecretBox``) under a random key; the name rides inside, so that two rows cannot be
    exchanged. What an old backup's database holds stays unreadable without its key.
    """

    def __init__(self, rows: Rows, data: Path) -> None:
        self._rows, self._data = rows, data
        self._values: dict[str, str] = {}

    def __repr__(self) -> str:
        return "Vault()"

    @property
    def values(self) -> Mapping[str, str]:
        """Secrets by name, as last opened; hand it to ``Secrets``. It keeps being updated."""
        return self._values

    async def open(self) -> list[str]:
        """Read all secrets again.

        Returns:
            Names that this ``secret.key`` does not open (another key wrote them); set them again.
        """
        rows = await self._rows.fetch("SELECT name, value FROM secret ORDER BY name")
        opened: dict[str, str] = {}
        if rows:
            key = read_key(self._data)
            opened = {name: value for name, sealed in rows if (value := unseal(key, name, sealed)) is not None}
        self._values.clear()
        self._values.update(opened)
        return [name for name, _ in rows if name not in opened]

    async def put(self, name: str, value: str, now: int) -> None:
        """Store a secret, or replace it. ``now``: milliseconds UTC.

        Raises:
            ConfigError: a name or value that cannot be used, or a key file that cannot.
        """
        if not NAME.fullmatch(name):
            raise ConfigError(f"{name!r} is no name for a secret", hint="small letters, digits, dots and dashes")
        if not value.strip():
            raise ConfigError(f"the secret {name} is empty; nothing was stored")
        sealed = seal(read_key(self._data), name, value.strip())
        sql = (
            "INSERT INTO secret (name, value, changed_at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
        )
        await self._rows.commit([Write(sql, (name, sealed, now))])
        self._values[name] = value.strip()

    async def remove(self, name: str) -> None:
        """Forget a secret.

        Raises:
            ConfigError: there is none of that name.
        """
        if name not in await self.names():
            raise ConfigError(f"there is no stored secret {name}", hint="see: shopbell secrets list")
        await self._rows.commit([Write("DELETE FROM secret WHERE name = ?", (name,))])
        self._values.pop(name, None)

    async def names(self) -> dict[str, int]:
        """The names of all stored secrets, and when each was last changed (milliseconds UTC)."""
        return dict(await self._rows.fetch("SELECT name, changed_at FROM secret ORDER BY name"))


def read_key(data: Path) -> bytes:
    """The 32 bytes of ``DATA/secret.key``; made at first use, readable by the shop's own account only.

    Raises:
        ConfigError: it is not 32 bytes, cannot be read or written, or others may read it.
    """
    path = data / KEY_FILE
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
        open_to_others = path.stat().st_mode & 0o077
    except OSError as exc:
        raise ConfigError(f"{path} cannot be used: {exc.strerror}") from exc
    if len(key) != 32:
        raise ConfigError(f"{path} is damaged: it has {len(key)} bytes instead of 32", hint="put back the right file")
    if open_to_others:
        raise ConfigError(f"{path} can be read by other accounts", hint=f"chmod 600 {path}")
    return key


def _make_key(path: Path) -> None:
    # Written beside and linked into place: a second process finds a whole key or none, and never replaces one.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(os.urandom(32))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            return
    finally:
        beside.unlink()


def seal(key: bytes, name: str, value: str) -> bytes:
    """Encrypt; the result differs each time (random nonce)."""
    from nacl.secret import SecretBox  # lazy: most shops store no secret, and it takes 50 ms to import

    return bytes(SecretBox(key).encrypt(f"{name}\0{value}".encode()))


def unseal(key: bytes, name: str, sealed: bytes) -> str | None:
    """Decrypt; None when this key, or another name, wrote it."""
    from nacl.exceptions import CryptoError  # lazy: as below
    from nacl.secret import SecretBox  # lazy: most shops store no secret, and it takes 50 ms to import

    try:
        written, _, value = SecretBox(key).decrypt(sealed).decode().partition("\0")
    except (CryptoError, ValueError):
        return None
    return value if written == name else None
