"""The demo shops that come with Shopbell: each a folder that runs as it is."""

import csv
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

from shopbell.config.file import FILE
from shopbell.config.wording import nearest
from shopbell.errors import ConfigError

_PACKAGE = Path(__file__).parent.parent
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


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


def copy_shop(source: Path, folder: Path, today: date) -> None:
    """Copy a shop's folder to one that its owner may change, with orders as if the last one came in this week.

    Raises:
        OSError: it cannot be read or written.
    """
    skip = shutil.ignore_patterns("data", "__pycache__", "*.pyc")
    # Contents only: an installed package may be read-only, and the owner's copy must not be.
    shutil.copytree(source, folder, ignore=skip, copy_function=shutil.copyfile, dirs_exist_ok=True)
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        place.chmod(0o755)
    orders = folder / "orders.csv"
    if orders.is_file():
        orders.write_text(of_this_week(orders.read_text("utf-8"), today), "utf-8")


def of_this_week(orders: str, today: date) -> str:
    """Move all days of a demo's orders by the same number of weeks: a Friday stays a Friday.

    The newest day on which an order was placed (column ``placed``) is then at most six days ago.
    """
    rows = csv.DictReader(orders.splitlines())
    placed = [date.fromisoformat(row["placed"][:10]) for row in rows if _DAY.match(row.get("placed") or "")]
    if not placed:
        return orders
    moved = timedelta(weeks=(today - max(placed)).days // 7)
    return _DAY.sub(lambda found: (date.fromisoformat(found[0]) + moved).isoformat(), orders)
