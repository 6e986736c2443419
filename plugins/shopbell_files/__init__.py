"""The shop's products, orders, customers and rules of delivery, from files that the owner keeps in the folder."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shopbell import ConfigError, Migration, PluginScope, ShopAtHand, hookimpl

from .cells import Shop
from .delivery import DeliveryRules
from .doors import Records
from .findings import Finding
from .loading import PATTERNS, Loading, content, kind_of, read_records, read_rules, told
from .shelf import MIGRATION, StoredCatalogue, StoredCustomers, StoredOrders

if TYPE_CHECKING:
    import click

AT_ONCE = 4_000_000  # bytes of files that are read before the shop opens; more is read while it serves

_loadings: list[Loading] = []  # none or one: each generation has this module for itself
_rules: list[Finding] = []


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    """What there is: a shop without ``orders.csv`` has an order book all the same, for orders can be imported."""
    files = _files(scope)
    catalogue = StoredCatalogue(scope)
    _loadings.append(Loading(scope, content(files), catalogue))
    scope.route("POST", "/records", Records(scope, catalogue).take, needs="admin")
    services: dict[str, object] = {
        "catalogue": catalogue,
        "orders": StoredOrders(scope),
        "customers": StoredCustomers(scope),
    }
    rules = {path: body for path, body in files.items() if kind_of(path) == "delivery"}
    if rules:
        areas, mistakes = read_rules(rules, Shop.of(scope.shop))
        _rules.extend(mistakes)
        services["delivery"] = DeliveryRules(areas, scope.shop)
    return services


@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope: PluginScope) -> AsyncIterator[None]:
    """Bring the tables up to the files."""
    [loading] = _loadings
    if sum(map(len, _files(scope).values())) <= AT_ONCE:
        await loading.run()
    else:
        scope.spawn(loading.run, name="files")
    yield


@hookimpl
def shopbell_health() -> Iterable[str]:
    return told([*_rules, *(one for loading in _loadings for one in loading.findings)])


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    files, how = _files(shop), Shop.of(shop.shop)
    rules = {path: body for path, body in files.items() if kind_of(path) == "delivery"}
    findings = read_rules(rules, how)[1]
    for path, body in content(files).items():
        findings += [one for one in read_records(kind_of(path), path, body, how) if isinstance(one, Finding)]
    return [one.error(shop.folder) for one in findings]


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .importing import import_file  # lazy: a shop that serves needs no command line

    return [import_file]


def _files(shop: PluginScope | ShopAtHand) -> dict[str, bytes]:
    return {path: body for pattern in PATTERNS for path, body in shop.content(pattern).items()}
