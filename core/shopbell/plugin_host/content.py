"""Content files of a plugin in the shop's folder: read by pattern, edited in one step."""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from shopbell.config.edit import alone, write_text
from shopbell.errors import ConfigError, LoadError
from shopbell.plugin_host.manifest import Manifest
from shopbell.plugin_host.snapshot import content_files

Change = Callable[[str], str]


def read_content(folder: Path, manifest: Manifest, pattern: str) -> Mapping[str, bytes]:
    """Declared files of the shop's folder that fit a pattern, as they are now, by relative path."""
    found = {path.relative_to(folder).as_posix(): path for path in content_files(folder, manifest.content)}
    return {name: path.read_bytes() for name, path in found.items() if fnmatchcase(name, pattern)}


def edit_content(folder: Path | None, manifest: Manifest, path: str, change: Change) -> str:
    """Change one declared file; readers see the old or the new text. Blocking: run it in a worker thread.

    Args:
        change: from the text as it is now (empty: no such file) to the new one (empty: the file goes); what it raises
            leaves the file alone.

    Returns:
        The new text.

    Raises:
        LoadError: the manifest's ``content`` does not declare the path.
        ConfigError: the folder cannot be written, or the file is no UTF-8.
    """
    parts = path.split("/")
    declared = any(fnmatchcase(path, one) and one.count("/") == path.count("/") for one in manifest.content)
    if folder is None or not declared or any(part.startswith(".") for part in parts):
        raise LoadError(f"{manifest.name} may edit what its content declares, not {path}")
    file = folder / path
    with alone(folder):
        try:
            before = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
        except (OSError, UnicodeDecodeError) as exc:
            raise ConfigError("cannot be read as UTF-8 text", file=file) from exc
        after = change(before)
        if after != before:
            _replace(file, after)
    return after


def _replace(file: Path, text: str) -> None:
    try:
        if not text:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ConfigError(f"cannot be written: {exc.strerror}", file=file) from exc
    write_text(file, text)
