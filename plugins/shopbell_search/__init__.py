"""Finds products by what a customer says of them: reads the wishes, and knows which products meet them."""

from collections.abc import Iterable, Mapping

from shopbell import ConfigError, PluginScope, ShopAtHand, hookimpl

from .following import LOOK_SECONDS, MOST_PRODUCTS, CatalogueSearch
from .synonyms import Meaning, read_table

FILE = "synonyms.toml"

_searches: list[CatalogueSearch] = []  # one: each generation has this module for itself


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    try:
        own = read_own(scope)
    except ValueError as exc:
        raise ConfigError(f"{FILE}: {exc}") from exc
    search = CatalogueSearch(scope, own)
    _searches.append(search)
    scope.every(LOOK_SECONDS, search.follow, name="catalogue")
    return {"search": search}


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    try:
        read_own(shop)
    except ValueError as exc:
        return [ConfigError(str(exc), file=shop.folder / FILE)]
    return []


@hookimpl
def shopbell_health() -> Iterable[str]:
    if any(search.products_left_out for search in _searches):
        return [f"search: only the first {MOST_PRODUCTS:,} products of the catalogue are found"]
    return []


def read_own(shop: PluginScope | ShopAtHand) -> list[Meaning]:
    """The shop's own synonyms.

    Raises:
        ValueError: the file is no such table.
    """
    body = next(iter(shop.content(FILE).values()), b"")
    return [meaning._replace(own=True) for meaning in read_table(body.decode("utf-8-sig", "replace"))]
