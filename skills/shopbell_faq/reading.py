"""Reads all that the owner wrote into an ``Faq``: entries, corrections, facts, ready answers, and every mistake."""

import time
from collections.abc import Mapping
from typing import NamedTuple

from shopbell import ConfigError
from shopbell.shop import ShopInfo

from .corrections import FILE, read_corrections, with_corrections
from .entries import BELOW, Entries, all_in_one, examine_entries
from .facts import Facts
from .settings import FaqSettings
from .shelf import Shelf, related_questions

OFFERED_MOST = 5


class Faq(NamedTuple):
    """Everything, read."""

    entries: Entries
    shelf: Shelf
    related: Mapping[str, tuple[str, ...]]
    mistakes: tuple[ConfigError, ...]

    @property
    def phrases(self) -> list[str]:
        """All that is an example of some entry."""
        return [
            phrase
            for name, entry in self.entries.items()
            if BELOW not in name
            for examples in entry.intent().examples.values()
            for phrase in examples
        ]


def examine(files: Mapping[str, bytes], shop: ShopInfo, settings: FaqSettings) -> Faq:
    """Read files by their path in the shop's folder, and keep what is wrong."""
    pages = {path: body for path, body in files.items() if path.endswith(".md")}
    entries, mistakes = examine_entries(pages, shop.languages[0])
    if FILE in files:
        try:
            entries, wrong = with_corrections(entries, read_corrections(files[FILE]))
        except ConfigError as exc:
            wrong = [exc]
        mistakes += wrong
    today = shop.local(time.time_ns() // 1_000_000).date()
    related = related_questions(entries, OFFERED_MOST)
    below = {name: found[: settings.related] for name, found in related.items()} if settings.related else {}
    shelf = Shelf(entries, Facts(shop, settings.facts), today, below)
    return Faq(entries, shelf, related, (*mistakes, *shelf.mistakes))


def read(files: Mapping[str, bytes], shop: ShopInfo, settings: FaqSettings) -> Faq:
    """Read files.

    Raises:
        ConfigError: the first mistake, with file and line; names the others.
    """
    found = examine(files, shop, settings)
    if found.mistakes:
        raise all_in_one(list(found.mistakes))
    return found
