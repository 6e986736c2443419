"""``shopbell init``: a shop's folder to start from."""

import shutil
from datetime import date
from pathlib import Path

import click

from shopbell.cli.running import plainly
from shopbell.config.shops import copy_shop, shop_folder, shop_names
from shopbell.errors import ConfigError

START = {
    "shopbell.toml": """\
# Your shop. Everything here takes effect as soon as you save; `shopbell check` finds mistakes.

[shop]
name = "My shop"
currency = "EUR"
languages = ["en"]          # the languages you answer in; the first is yours
time_zone = "Europe/Berlin"
# phone = "+49 30 1234567"
# address = "1 Market Square, Springfield"
# website = "https://example.org"
# handoff_email = "me@example.org"   # who hears of customers that want a person

[shop.hours]
mon-fri = "9:00-18:00"
sat = "9:00-13:00"
sun = "closed"
# "2026-12-24" = "9:00-12:00"        # single days go before weekdays

# Where the shop listens. Only this computer can reach it unless you say otherwise.
# [server]
# port = 8765
# public_url = "https://chat.example.org"

# Answers out of the files in faq/.
[plugins.shopbell_faq]
enabled = true
""",
    "faq/opening.md": """\
# Visiting us

## Where can I park?

> is there parking
> where do I leave the car

There are free places behind the house.

## Do you take cards?

> can I pay by card
> which cards do you accept

Yes, all common cards, from one euro.
""",
    "faq/orders.md": """\
# Orders

## How long does delivery take?

> when will my parcel arrive
> delivery time

Two to three working days after your order.

## Can I return something?

> how do returns work
> I want to send something back

Within 30 days, unused. Write to us first, and we send you a label.
""",
    ".gitignore": "data/\n",
}


@click.command("init", epilog=f"Demo shops: {', '.join(shop_names())}.")
@click.argument("words", nargs=-1, metavar="[SHOP] DIR")
@plainly
def init(words: tuple[str, ...]) -> None:
    """Make the folder DIR with a small shop to start from, or with a copy of the demo shop SHOP."""
    if not 1 <= len(words) <= 2:
        raise click.UsageError("Say which folder to make: shopbell init [SHOP] DIR")
    folder = Path(words[-1])
    source = shop_folder(words[0]) if len(words) == 2 else None
    make_shop(folder, source)
    click.echo(f"{folder} is ready. Next:")
    click.echo(f"  shopbell run --config {folder}     starts the shop")
    click.echo(f"  {folder / 'shopbell.toml'}         its name, hours and plugins")
    click.echo(f"  {folder / 'faq'}                   questions and answers")


def make_shop(folder: Path, source: Path | None) -> None:
    """Fill an empty or new folder with the start, or with a copy of ``source``.

    Raises:
        ConfigError: the folder holds something, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ConfigError(f"{folder} is not empty; name a new folder")
        if source is None:
            write_files(folder, START)
        else:
            copy_shop(source, folder, date.today())
    except (OSError, shutil.Error) as exc:
        raise ConfigError(f"{folder} cannot be written: {exc}") from exc


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Write texts by their relative path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
