"""Payment links that lead to a page of the shop's own: one button pays, and no money moves. For demos and tests."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from shopbell import Migration, PluginScope, hookimpl

from .ledger import MIGRATION, DemoPayments
from .page import PayPage

TELL_SECONDS = 10.0  # what was paid and could not be told is told again
_payments: list[DemoPayments] = []  # one: each generation has this module for itself


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    payments = DemoPayments(scope)
    _payments.append(payments)
    return {"payments": payments}


@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope: PluginScope) -> AsyncIterator[None]:
    """Open the page."""
    [payments] = _payments
    page = PayPage(scope, payments)
    scope.route("GET", "/pay/{reference}", page.show)
    scope.route("POST", "/pay/{reference}", page.pay)
    scope.every(TELL_SECONDS, payments.tell)
    yield
