"""Edit ``shopbell.toml``: checked before, swapped in one step, told as a diff. The file is the only truth."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from shopbell.config.file import FILE, ShopConfig, examine, read_config, read_text
from shopbell.config.toml_edit import Change, change_text
from shopbell.contracts import Write
from shopbell.errors import ConfigError, ConfigErrors

_COPY = "config"  # in the data folder


@dataclass(frozen=True)
class Edited:
    """What an edit did. ``diff`` is empty when the file said so already."""

    config: ShopConfig
    who: str
    diff: str

    def history(self, entry: int, now: int) -> Write:
        """The ``setting_history`` row, for the caller to commit.

        Args:
            entry: an id of the store's ``setting_history``.
            now: milliseconds UTC.
        """
        sql = "INSERT INTO setting_history (id, at, who, diff) VALUES (?, ?, ?, ?)"
        return Write(sql, (entry, now, self.who, self.diff))


def edit(folder: Path, changes: Sequence[Change], who: str) -> Edited:
    """Make all changes in ``folder``'s file, or none.

    Args:
        who: for the history: an agent's name, ``console``, ``shopbell plugins enable``.

    Raises:
        ConfigErrors: with the changes the file would not load, or does not load now.
        ConfigError: a change cannot be made without touching more, or the folder cannot be written.
    """
    file = folder / FILE
    with alone(folder):
        before = read_text(file)
        try:
            after = change_text(before, changes)
        except ValueError as exc:  # not a change this file takes, or no TOML at all
            problems = examine(folder, before).problems
            raise ConfigErrors(problems) if problems else ConfigError(str(exc), file=file) from exc
        config = read_config(folder, after)
        _refuse_new_plugin_problems(folder, before, config)
        if after != before:
            write_text(file, after)
    return Edited(config, who, diff(before, after))


def write_text(file: Path, text: str) -> None:
    """Replace a file in one step: readers see the old or the new text, also after a power cut; the mode stays.

    Raises:
        ConfigError: the folder or disk refuses; the old file is untouched.
    """
    file = file.resolve()  # a link stays a link
    try:
        mode = file.stat().st_mode & 0o7777 if file.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                os.fchmod(handle, mode)
                out.write(text)
                out.flush()
                os.fsync(handle)
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise
        _sync_folder(file.parent)
    except OSError as exc:
        raise ConfigError(f"cannot be written: {exc.strerror}", file=file) from exc


def diff(before: str, after: str) -> str:
    """What changed, as a unified diff of lines; empty when nothing did."""
    lines = unified_diff(before.splitlines(), after.splitlines(), f"{FILE} before", f"{FILE} after", lineterm="", n=1)
    return "\n".join(lines)


def live_folder(folder: Path, data: Path) -> Path:
    """The folder that is the truth: ``folder``, or the copy in DATA that an edit made because it was read-only."""
    copy = data / _COPY
    return copy if (copy / FILE).is_file() and not _writable(folder) else folder


def writable_folder(folder: Path, data: Path) -> tuple[Path, bool]:
    """A folder that can be edited: ``folder`` itself, or a copy in DATA (``/data/config``) when it is read-only.

    Returns:
        The folder, and whether it was copied just now (say so: from then on the copy is the truth).

    Raises:
        ConfigError: the copy cannot be made.
    """
    live = live_folder(folder, data)
    if live != folder or _writable(folder):
        return live, False
    copy = data / _COPY
    making = data / f".{_COPY}-making"
    try:
        shutil.rmtree(making, ignore_errors=True)
        skip = shutil.ignore_patterns("__pycache__", ".*", data.name if data.parent == folder else "")
        shutil.copytree(folder, making, ignore=skip, copy_function=shutil.copyfile)
        for place in (making, *(path for path in making.rglob("*") if path.is_dir())):
            place.chmod(0o755)  # copytree keeps a folder's mode, and that was read-only
        shutil.rmtree(copy, ignore_errors=True)
        os.replace(making, copy)
    except (OSError, shutil.Error) as exc:
        raise ConfigError(f"{folder} is read-only and cannot be copied to {copy}: {exc}") from exc
    return copy, True


def _refuse_new_plugin_problems(folder: Path, before: str, after: ShopConfig) -> None:
    """A plugin's table may be wrong already; an edit must not make one wrong."""
    old = examine(folder, before).plugins
    for table in after.plugins.values():
        known = {problem.problem for problem in old[table.name].problems} if table.name in old else set()
        if new := [problem for problem in table.problems if problem.problem not in known]:
            raise ConfigErrors(new)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One editor at a time, over processes: console and command line may edit together."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as exc:
        raise ConfigError(f"{folder} cannot be opened: {exc.strerror}") from exc
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _writable(folder: Path) -> bool:
    file = folder / FILE
    return os.access(folder, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.W_OK))


def _sync_folder(folder: Path) -> None:
    """Make a rename itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
