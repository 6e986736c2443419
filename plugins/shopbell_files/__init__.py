"""The shop's products, orders, customers, offers, rules of delivery and diary, from files in its folder."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shopbell import ConfigError, Migration, PluginScope, ShopAtHand, Write, hookimpl

from . import bookings
from .bookings import StoredBookings
from .cells import Shop
from .delivery import DeliveryRules
from .doors import Records
from .findings import Finding
from .loading import (
    PATTERNS,
    Loading,
    content,
    kind_of,
    read_all_bookables,
    read_offered,
    read_records,
    read_rules,
    told,
)
from .offers import FileOffers
from .placing import Placing, erase
from .shelf import MIGRATION, StoredCatalogue, StoredCustomers, StoredOrders
from .shelves import MIGRATION as SHELVES

if TYPE_CHECKING:
    import click

AT_ONCE = 4_000_000  # bytes of files that are read before the shop opens; more is read while it serves

_loadings: list[Loading] = []  # none or one: each generation has this module for itself
_rules: list[Finding] = []


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION, bookings.MIGRATION, SHELVES]


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    """What there is: a shop without ``orders.csv`` has an order book all the same, for orders can be imported."""
    files, how = _files(scope), Shop.of(scope.shop)
    catalogue, orders = StoredCatalogue(scope), StoredOrders(scope)
    _loadings.append(Loading(scope, content(files), catalogue))
    scope.route("POST", "/records", Records(scope, catalogue).take, needs="admin")
    areas, mistakes = read_rules(files, how)
    offered, doubts = read_offered(files, how)
    _rules.extend(mistakes + doubts)
    offers, rules = FileOffers(scope, offered), DeliveryRules(scope, areas)
    services: dict[str, object] = {
        "catalogue": catalogue,
        "orders": orders,
        "customers": StoredCustomers(scope),
        "offers": offers,
        "ordering": Placing(scope, orders, catalogue, offers, rules),
    }
    kinds = set(map(kind_of, files))
    if "delivery" in kinds:
        services["delivery"] = rules
    if "bookables" in kinds:
        bookables, mistakes = read_all_bookables(files, how)
        _rules.extend(mistakes)
        services["bookings"] = StoredBookings(scope, bookables)
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
    findings = [*read_rules(files, how)[1], *read_all_bookables(files, how)[1], *read_offered(files, how)[1]]
    for path, body in content(files).items():
        findings += [one for one in read_records(kind_of(path), path, body, how) if isinstance(one, Finding)]
    return [one.error(shop.folder) for one in findings]


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .diary import list_bookings  # lazy: a shop that serves needs no command line
    from .importing import import_file  # lazy: as above
    from .order_book import orders  # lazy: as above

    return [import_file, list_bookings, orders]


@hookimpl
def shopbell_erase(customer_id: int) -> Iterable[Write]:
    """The files are the owner's own books; of what came by a conversation the core knows whose it is."""
    return [bookings.erase(customer_id), erase(customer_id)]


def _files(shop: PluginScope | ShopAtHand) -> dict[str, bytes]:
    return {path: body for pattern in PATTERNS for path, body in shop.content(pattern).items()}
