"""``plugin.toml``: what a plugin says about itself, readable without running its code."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import msgspec

from shopbell.errors import ConfigError

FILE_NAME = "plugin.toml"
API = 1

# Paths that belong to the core; a prefix of a plugin may neither cover nor lie below one.
CORE_PREFIXES = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/api/v1/plugins",
    "/api/v1/turns",
    "/api/v1/customers",
    "/api/v1/demo",
    "/p",
    "/hooks",
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,58}")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\s*>=\s*(\d+(?:\.\d+)*))?")


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's content; all keys but the first three may be left out."""

    name: str  # the folder's name: lower case, digits, underscores
    version: str
    api: int  # of the contract this plugin was written for; 1
    summary: str = ""  # one sentence for the owner
    requires: tuple[str, ...] = ()  # plugins that must be enabled before this one
    dependencies: tuple[str, ...] = ()  # pip packages, "name" or "name>=1.2"; checked, never installed
    reload: Literal["hot", "restart"] = "hot"  # "restart": has a C extension, a change needs a restart of the shop
    content: tuple[str, ...] = ()  # globs below the shop's folder that are part of the plugin: "faq/*.md"
    commands: str = ""  # what its commands do, one line for ``shopbell --help``; empty: it has none
    connects: str = ""  # what ``shopbell connect`` sets up, one line; empty: nothing
    prefixes: tuple[str, ...] = ()  # public HTTP prefixes it claims: "/chat"
    # Tables (without "p_<name>_") whose rows stay when their customer is erased, and what is emptied then besides whose
    # they are: {return = ["photo"]}
    keeps: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    enabled: bool | None = None  # when the configuration does not name it; None: on, unless it came by pip


def read_manifest(root: Path) -> Manifest:
    """Read and check ``root/plugin.toml``.

    Raises:
        ConfigError: it is missing, cannot be read or is wrong; says where.
    """
    path = root / FILE_NAME
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        raise ConfigError(
            f"{FILE_NAME} is missing", file=root, hint='the least: name = "...", version = "0.1", api = 1'
        ) from None
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"cannot be read: {exc}", file=path) from exc
    return parse_manifest(text, path)


def parse_manifest(text: str, path: Path) -> Manifest:
    """Check the text of a manifest that lies at ``path``; the folder's name must be the plugin's.

    Raises:
        ConfigError: with the line where it is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        place = re.search(r"at line (\d+)", str(exc))
        raise ConfigError(str(exc), file=path, line=int(place[1]) if place else text.rstrip().count("\n") + 1) from exc
    for key in table:
        if key not in Manifest.__struct_fields__:
            raise _mistake(f"unknown key `{key}`", path, text, key, _nearest(key))
    try:
        manifest = msgspec.convert(table, Manifest)
    except msgspec.ValidationError as exc:
        place = re.search(r"`\$\.(\w+)", str(exc))
        raise _mistake(str(exc), path, text, place[1] if place else "") from exc
    for key, problem, hint in _mistakes(manifest, path.parent.name):
        raise _mistake(problem, path, text, key, hint)
    return manifest


def _mistakes(manifest: Manifest, folder: str) -> Iterator[tuple[str, str, str]]:
    """What is well typed but wrong, as (key, problem, hint)."""
    if not _NAME.fullmatch(manifest.name):
        yield "name", f"{manifest.name!r} is no plugin name", "lower case letters, digits and underscores"
    elif manifest.name != folder:
        yield "name", f"the name is {manifest.name!r}, its folder {folder!r}", "they must be the same"
    if not manifest.version:
        yield "version", "the version is empty", ""
    if manifest.api != API:
        yield "api", f"written for version {manifest.api} of the plugin contract", f"this shop has {API}"
    for requirement in manifest.dependencies:
        if not _REQUIREMENT.fullmatch(requirement):
            yield "dependencies", f"{requirement!r} is no package", 'write "name" or "name>=1.2"'
    for pattern in manifest.content:
        if pattern.startswith("/") or ".." in pattern.split("/"):
            yield "content", f"{pattern!r} leaves the shop's folder", ""
    for prefix in manifest.prefixes:
        if not _PREFIX.fullmatch(prefix):
            yield "prefixes", f"{prefix!r} is no path", 'as in "/chat"'
        for core in CORE_PREFIXES:
            if overlap(prefix, core):
                yield "prefixes", f"{prefix} belongs to Shopbell itself ({core})", ""


def overlap(one: str, other: str) -> bool:
    """Is one of two prefixes the other, or above it?"""
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


def _mistake(problem: str, path: Path, text: str, key: str, hint: str = "") -> ConfigError:
    found = re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE) if key else None
    return ConfigError(problem, file=path, line=text.count("\n", 0, found.end()) + 1 if found else None, hint=hint)


def _nearest(key: str) -> str:
    close = difflib.get_close_matches(key, Manifest.__struct_fields__, 1)
    return f"did you mean `{close[0]}`?" if close else "known: " + ", ".join(Manifest.__struct_fields__)


def check_dependencies(manifest: Manifest, path: Path) -> None:
    """Are the pip packages there? About 0.2 ms each; installs nothing.

    Raises:
        ConfigError: with the pip line that helps.
    """
    missing = [requirement for requirement in manifest.dependencies if not _installed(requirement)]
    if missing:
        line = "pip install " + " ".join(f"'{name}'" if ">" in name else name for name in missing)
        raise ConfigError(f"needs {', '.join(missing)}", file=path, hint=f"{line}, then restart the shop")


def _installed(requirement: str) -> bool:
    found: Any = _REQUIREMENT.fullmatch(requirement)
    try:
        have = version(found[1])
    except PackageNotFoundError:
        return False
    return found[2] is None or _numbers(have) >= _numbers(found[2])


def _numbers(text: str) -> list[int]:
    """The leading numbers of a version: ``1.10.0rc1`` -> [1, 10, 0]."""
    leading = re.match(r"\d+(\.\d+)*", text)
    numbers = [int(part) for part in leading[0].split(".")] if leading else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers
