"""A plugin's modules, compiled; what was compiled before is kept in the data folder, for the next start.

Compiling and checking the bundled plugins takes a quarter of a second, reading them back 4 ms.
"""

import ast
import hashlib
import importlib.util
import marshal
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import structlog

from shopbell.errors import LoadError
from shopbell.plugin_host import dialogue_lint, lint
from shopbell.plugin_host.discovery import Found

log = structlog.get_logger("shopbell.plugins")

DIGEST = 32  # bytes
PARSE_TRIES = 10
Kept = dict[str, tuple[str, CodeType]]  # module -> hash of its text, code


class Module(NamedTuple):
    """One source file."""

    path: Path
    text: bytes
    package: bool
    digest: str  # of the text


def compile_modules(found: Found, modules: Mapping[str, Module], known: Kept, folder: Path | None) -> Kept:
    """Check and compile what neither ``known`` nor the folder holds compiled from the same text.

    Args:
        known: what is in memory from the last look at this plugin.
        folder: where compiled code is kept from start to start; None to keep none.

    Raises:
        LoadError: a file does not compile, or holds what plugin code must not do.
    """
    if found.kind == "pip":
        folder = None  # may be loaded with warnings, and these shall be heard at each start
    missing = [name for name, module in modules.items() if known.get(name, ("",))[0] != module.digest]
    if not missing:
        return {name: known[name] for name in modules}
    path = folder / f"{found.name}.code" if folder else None
    kept = _read(path, _made_with(found)) if path and len(missing) == len(modules) else {}
    code: Kept = {}
    for name, module in modules.items():
        last = known.get(name) or kept.get(name)
        same = last is not None and last[0] == module.digest
        code[name] = last if last is not None and same else (module.digest, _compile(found, module))
    if path and code != kept:
        _keep(path, _made_with(found), code)
    return code


def _compile(found: Found, module: Module) -> CodeType:
    # Never through __pycache__: Python calls a .pyc fresh when size and whole-second mtime match, so a quick edit of
    # the same length ("9:00" -> "8:00") would run the old code. Here the text itself must match.
    try:
        tree = _parse(module)
    except SyntaxError as exc:
        raise LoadError(f"{module.path}:{exc.lineno or 1}: {exc.msg}") from exc
    except ValueError as exc:
        raise LoadError(f"{module.path}: {exc}") from exc
    for line, problem in lint.problems(tree, found.name):
        if found.kind != "pip" or problem.startswith("import your own"):
            raise LoadError(f"{module.path}:{line}: {problem}")
        log.warning("plugin code may outlive its reload", plugin=found.name, file=module.path.name, line=line)
    try:
        return compile(tree, str(module.path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as exc:
        raise LoadError(f"{module.path}: {exc}") from exc


def _parse(module: Module) -> ast.Module:
    # Up to Python 3.11.7 threads that parse at once can disturb each other: "AST constructor recursion depth mismatch"
    # (python/cpython#106905). At a shop's first start all plugins are parsed at once.
    for _ in range(PARSE_TRIES - 1):
        with suppress(SystemError):
            return ast.parse(module.text, str(module.path))
    return ast.parse(module.text, str(module.path))


def _made_with(found: Found) -> bytes:
    """What compiled code depends on beside the text: another Python, place, or set of checks compiles anew."""
    parts = (sys.version, importlib.util.MAGIC_NUMBER.hex(), str(sys.flags.optimize), str(found.root), found.kind)
    return hashlib.blake2b("\0".join(parts).encode(), key=_checks(), digest_size=DIGEST).digest()


@lru_cache(maxsize=1)
def _checks() -> bytes:
    files: Iterable[str] = (lint.__file__, dialogue_lint.__file__)
    return hashlib.blake2b(b"".join(Path(file).read_bytes() for file in files), digest_size=DIGEST).digest()


def _read(path: Path, made_with: bytes) -> Kept:
    """What was kept; nothing when it was made with something else, or is damaged."""
    try:
        raw = path.read_bytes()
    except OSError:
        return {}
    body = raw[2 * DIGEST :]
    if raw[:DIGEST] != made_with or raw[DIGEST : 2 * DIGEST] != _digest(body):
        return {}  # unmarshalling damaged bytes could end the process
    kept: Kept = marshal.loads(body)  # noqa: S302 the shop's own folder, written by us
    return kept


def _keep(path: Path, made_with: bytes, code: Kept) -> None:
    body = marshal.dumps(code)
    partial = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # a full disk must not keep a plugin from loading
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_bytes(made_with + _digest(body) + body)
        partial.replace(path)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST).digest()
