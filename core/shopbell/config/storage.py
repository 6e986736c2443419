"""Which database a shop's folder names, for commands: they work also while other tables have mistakes."""

import tomllib
from pathlib import Path
from typing import Any

from shopbell.config.edit import live_folder
from shopbell.config.file import FILE
from shopbell.config.secrets import Secrets
from shopbell.config.settings import StorageSettings
from shopbell.errors import ConfigError
from shopbell.secret import DatabaseUrl


def database_of(config: Path, data: Path) -> str:
    """The URL in ``[storage]``; the file in the data folder when there is none, or no configuration.

    Raises:
        ConfigError: it refers to a secret that is not there, or is no address at all.
    """
    folder = live_folder(config, data)
    written = _written(folder / FILE)
    try:
        url = None if written is None else DatabaseUrl.parse(written)
    except ValueError as exc:
        raise ConfigError(f"[storage] url {exc}", file=folder / FILE) from exc
    return StorageSettings(url=url).database(Secrets(folder))


def _written(file: Path) -> Any:
    try:
        storage = tomllib.loads(file.read_text("utf-8-sig")).get("storage", {})
    except (OSError, ValueError, RecursionError):
        return None  # `shopbell check` tells what is wrong with it
    return storage.get("url") if isinstance(storage, dict) else None
