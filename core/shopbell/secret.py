"""``Secret``: where a token is kept. The configuration holds the reference, never the token itself."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOW = 'write {env = "NAME"}, {file = "/run/secrets/name"} or {store = "name"}'

_NAMES = {
    "env": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    "file": re.compile(r"[^\x00]+"),
    "store": re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}"),
}


@dataclass(frozen=True, slots=True)
class SecretSource:
    """One place: ``kind`` is env, file or store; ``name`` the variable, the path, or the stored name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f'{{{self.kind} = "{self.name}"}}'


# Not a dataclass: msgspec would read one from any table with such keys, past ``parse``.
class Secret:
    """A field of a plugin's settings that refers to a token: ``token = {env = "TELEGRAM_TOKEN"}``.

    A list of two sources is valid while the token is being rotated; the first is the newer. Give it to
    ``scope.secret`` for the values. ``file`` and ``line`` say where it stands in the configuration.
    """

    __slots__ = ("file", "line", "sources")

    def __init__(self, sources: tuple[SecretSource, ...], file: Path | None = None, line: int | None = None) -> None:
        self.sources, self.file, self.line = sources, file, line

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.sources == other.sources

    def __hash__(self) -> int:
        return hash(self.sources)

    def __repr__(self) -> str:
        return f"Secret({self})"

    @classmethod
    def parse(cls, raw: Any) -> "Secret":
        """Read it from the configuration.

        Raises:
            ValueError: it is not a reference; the sentence never repeats what was written.
        """
        listed = raw if isinstance(raw, list) else [raw]
        if not 1 <= len(listed) <= 2:
            raise ValueError("takes one reference, or a list of two while it is being rotated")
        return cls(tuple(map(_source, listed)))

    def __str__(self) -> str:
        written = [str(source) for source in self.sources]
        return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


class DatabaseUrl:
    """Where conversations are kept: the URL itself, or a reference to it, for it may hold a password."""

    __slots__ = ("secret", "text")

    def __init__(self, text: str, secret: Secret | None = None) -> None:
        self.text, self.secret = text, secret

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseUrl) and (self.text, self.secret) == (other.text, other.secret)

    def __hash__(self) -> int:
        return hash((self.text, self.secret))

    def __repr__(self) -> str:
        return f"DatabaseUrl({self.secret or self.text})"

    @classmethod
    def parse(cls, raw: Any) -> "DatabaseUrl":
        """Read it from the configuration.

        Raises:
            ValueError: neither text nor a reference.
        """
        if isinstance(raw, str):
            return cls(raw)
        secret = Secret.parse(raw)
        if any(source.kind == "store" for source in secret.sources):
            raise ValueError('cannot be kept in the database that it opens; write {env = "NAME"} or {file = "name"}')
        return cls("", secret)


def _source(raw: Any) -> SecretSource:
    if isinstance(raw, str):
        raise ValueError(f"is a secret, and secrets are never written into this file; {HOW}")
    if not isinstance(raw, dict) or len(raw) != 1:
        raise ValueError(f"refers to a secret; {HOW}")
    kind, name = next(iter(raw.items()))
    if kind not in _NAMES:
        raise ValueError(f"refers to a secret in a way nobody knows; {HOW}")
    if not isinstance(name, str) or not _NAMES[kind].fullmatch(name):
        raise ValueError(f"has no usable name after {kind}; {HOW}")
    return SecretSource(kind, name)
