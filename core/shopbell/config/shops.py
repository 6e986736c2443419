"""The demo shops that come with Shopbell: each a folder that runs as it is."""

from pathlib import Path

from shopbell.config.file import FILE
from shopbell.config.wording import nearest
from shopbell.errors import ConfigError

_PACKAGE = Path(__file__).parent.parent


def shops_folder() -> Path:
    """Where they lie: ``shopbell/shops`` of an installed package, ``config`` of a checkout."""
    installed = _PACKAGE / "shops"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "config"


def shop_names() -> list[str]:
    """All demo shops, sorted."""
    return sorted(path.parent.name for path in shops_folder().glob(f"*/{FILE}"))


def shop_folder(name: str) -> Path:
    """The folder of one demo shop. Do not run it there: ``shopbell init`` makes a copy.

    Raises:
        ConfigError: there is no such shop.
    """
    names = shop_names()
    if name not in names:
        near = nearest(name, names)
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(names)}"
        raise ConfigError(f"there is no demo shop {name}", hint=hint)
    return shops_folder() / name
