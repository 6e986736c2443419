"""What the shop keeps about a customer: to be handed out, to be erased, to be linked and taken apart by a person."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from shopbell.errors import RequestError
from shopbell.http.core_routes import CoreRoute, RouteDoc, int_segment, json_body, json_response

NO_CUSTOMER = RequestError(404, "Not Found", "There is no such customer.")


class Erased(msgspec.Struct, frozen=True):
    """How many addresses went; ``failed`` are plugins that could not say what is theirs."""

    addresses: int
    failed: list[str]


class LinkWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The customer who is the same person."""

    other: int


class AddressAllowed(msgspec.Struct, frozen=True):
    """An address that may be written to again; its customer wants it."""

    channel: str
    address: str


class Lifted(msgspec.Struct, frozen=True):
    """Was the address on the list of those who want nothing any more?"""

    lifted: bool


class LinkInfo(msgspec.Struct, frozen=True):
    """What became of a link: linked, known (they were one already), refused, undone."""

    state: str
    customer: int
    reason: str = ""


class CustomerDesk(NamedTuple):
    """What the composed shop does for these routes; None: there is no such customer."""

    export: Callable[[int], Awaitable[dict[str, Any] | None]]
    erase: Callable[[int, str], Awaitable[tuple[int, list[str]] | None]]
    link: Callable[[int, int, str], Awaitable[tuple[str, int, str] | None]]
    undo: Callable[[int, str], Awaitable[tuple[str, int, str]]]
    allow: Callable[[str, str, str], Awaitable[bool]]  # channel, address, who


class CustomerRoutes:
    """The handlers."""

    def __init__(self, desk: CustomerDesk) -> None:
        self._desk = desk

    def routes(self) -> list[CoreRoute]:
        """All of them."""
        customer = "/api/v1/customers/{id}"
        everything = RouteDoc("All that is kept about a customer", answers={200: dict[str, Any]})
        gone = RouteDoc("Erase a customer for ever", answers={200: Erased})
        one = RouteDoc("Two customers are one person", LinkWanted, {200: LinkInfo})
        apart = RouteDoc("Take a link apart", answers={200: LinkInfo})
        allowed = RouteDoc("Write to an erased address again", AddressAllowed, {200: Lifted})
        return [
            CoreRoute("POST", "/api/v1/suppressions/lift", self.allow, "admin", allowed),
            CoreRoute("GET", f"{customer}/export", self.export, "read", everything),
            CoreRoute("DELETE", customer, self.erase, "admin", gone),
            CoreRoute("POST", f"{customer}/links", self.link, "admin", one),
            CoreRoute("POST", "/api/v1/links/{id}/undo", self.undo, "admin", apart),
        ]

    async def export(self, request: web.Request) -> web.Response:
        """Profile, addresses, consent, events, messages."""
        found = await self._desk.export(int_segment(request, "id"))
        if found is None:
            raise NO_CUSTOMER
        return json_response(found)

    async def erase(self, request: web.Request) -> web.Response:
        """There is no way back."""
        done = await self._desk.erase(int_segment(request, "id"), request["app"].name)
        if done is None:
            raise NO_CUSTOMER
        return json_response(Erased(*done))

    async def link(self, request: web.Request) -> web.Response:
        """A person decides that they are one."""
        wanted: LinkWanted = await json_body(request, LinkWanted)
        done = await self._desk.link(int_segment(request, "id"), wanted.other, request["app"].name)
        if done is None:
            raise NO_CUSTOMER
        return json_response(LinkInfo(*done))

    async def undo(self, request: web.Request) -> web.Response:
        """Both get their own history and profile back."""
        return json_response(LinkInfo(*await self._desk.undo(int_segment(request, "id"), request["app"].name)))

    async def allow(self, request: web.Request) -> web.Response:
        """Whoever was erased wants to hear from the shop again."""
        wanted: AddressAllowed = await json_body(request, AddressAllowed)
        return json_response(Lifted(await self._desk.allow(wanted.channel, wanted.address, request["app"].name)))
