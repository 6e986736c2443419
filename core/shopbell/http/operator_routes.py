"""What an operator asks of a running shop over HTTP: is it well, what runs, what happened, what to change."""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from shopbell.errors import ConfigError, LoadError, RequestError
from shopbell.http.core_routes import CoreRoute, RouteDoc, int_query, int_segment, json_body, json_response
from shopbell.http.operations import CustomerInfo, HandoffInfo, Operations, OutboxInfo, PluginInfo

if TYPE_CHECKING:
    from prometheus_client.core import Metric

OUTBOX_STATES = ("due", "sending", "sent", "delivered", "read", "unknown", "parked", "refused", "cancelled")


class Toggle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Switch a plugin on or off."""

    enabled: bool


class Advance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far to move the demo's clock."""

    advance_ms: int


class ClockNow(msgspec.Struct, frozen=True):
    """The shop's time, milliseconds UTC."""

    now: int


class Health(msgspec.Struct, frozen=True):
    """``ok``, ``degraded`` or ``not ready``, and why."""

    status: str
    reasons: list[str] = []
    uptime_s: float | None = None


class OperatorRoutes:
    """The handlers; each checks its input, asks the shop, answers JSON."""

    def __init__(self, shop: Operations, statuses: Mapping[int, int]) -> None:
        self._shop, self._statuses, self._started = shop, statuses, time.monotonic()

    def routes(self) -> list[CoreRoute]:
        """All of them; the clock only in the demo."""
        made = [
            CoreRoute(
                "GET", "/healthz", self.healthz, None, RouteDoc("The process lives", answers={200: Health}), free=True
            ),
            CoreRoute(
                "GET",
                "/readyz",
                self.readyz,
                None,
                RouteDoc(
                    "Messages can be accepted and answered", answers={200: Health, 503: Health}, query={"strict": int}
                ),
                free=True,
            ),
            CoreRoute("GET", "/metrics", self.metrics, "read", RouteDoc("Prometheus metrics"), local=True),
            CoreRoute(
                "GET", "/api/v1/plugins", self.plugins, "read", RouteDoc("All plugins", answers={200: list[PluginInfo]})
            ),
            CoreRoute(
                "PATCH",
                "/api/v1/plugins/{name}",
                self.enable,
                "admin",
                RouteDoc("Switch a plugin on or off in shopbell.toml", Toggle, {200: PluginInfo}),
            ),
            CoreRoute(
                "POST",
                "/api/v1/plugins/{name}/reload",
                self.reload,
                "admin",
                RouteDoc("Read a plugin's files again", answers={200: PluginInfo}),
            ),
            CoreRoute(
                "GET",
                "/api/v1/turns/{id}",
                self.turn,
                "read",
                RouteDoc("Why a turn was answered so", answers={200: dict[str, Any]}),
            ),
            CoreRoute(
                "GET",
                "/api/v1/customers/{id}",
                self.customer,
                "read",
                RouteDoc("A customer", answers={200: CustomerInfo}),
            ),
            CoreRoute(
                "GET",
                "/api/v1/handoffs",
                self.handoffs,
                "read",
                RouteDoc("Conversations with a person, or waiting for one", answers={200: list[HandoffInfo]}),
            ),
            CoreRoute(
                "POST",
                "/api/v1/handoffs/{conversation}/release",
                self.release,
                "admin",
                RouteDoc("Give a conversation back to the bot", answers={200: HandoffInfo}),
            ),
            CoreRoute(
                "GET",
                "/api/v1/outbox",
                self.outbox,
                "read",
                RouteDoc(
                    "Stored messages on their way", answers={200: list[OutboxInfo]}, query={"state": str, "limit": int}
                ),
            ),
            CoreRoute(
                "POST",
                "/api/v1/outbox/{id}/redrive",
                self.redrive,
                "admin",
                RouteDoc("Send a parked message again", answers={200: OutboxInfo}),
            ),
        ]
        if self._shop.demo:
            doc = RouteDoc("Move the demo shop's clock forward", Advance, {200: ClockNow})
            made.append(CoreRoute("POST", "/api/v1/demo/clock", self.clock, "admin", doc))
        return made

    # -- is it well ------------------------------------------------------------------------------------------

    async def healthz(self, request: web.Request) -> web.Response:
        """The process answers; nothing else is looked at."""
        return json_response(Health("ok", uptime_s=round(time.monotonic() - self._started, 1)))

    async def readyz(self, request: web.Request) -> web.Response:
        """200 while messages can be accepted and answered, 503 otherwise; ``strict`` takes any trouble for a no."""
        now = self._shop.readiness()
        if not now.ready:
            return json_response(Health("not ready", now.reasons), 503)
        if not now.reasons:
            return json_response(Health("ok"))
        strict = request.query.get("strict", "") not in ("", "0", "false")
        return json_response(Health("degraded", now.reasons), 503 if strict else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        """The text format of Prometheus."""
        from prometheus_client import CollectorRegistry, generate_latest  # lazy: 0.1 s that a start does not need
        from prometheus_client.core import CounterMetricFamily  # lazy: as above

        answered = CounterMetricFamily("shopbell_http_responses", "HTTP answers by status", labels=["status"])
        for status, count in sorted(self._statuses.items()):
            answered.add_metric([str(status)], count)
        registry = CollectorRegistry()
        registry.register(_Families([answered, *self._shop.metrics()]))
        text = generate_latest(registry)
        return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    # -- plugins ---------------------------------------------------------------------------------------------

    async def plugins(self, request: web.Request) -> web.Response:
        """All plugins, their state and why."""
        return json_response(await self._shop.plugins())

    async def enable(self, request: web.Request) -> web.Response:
        """Edit the file; the answer is the plugin as it is then."""
        wanted: Toggle = await json_body(request, Toggle)
        try:
            changed = await self._shop.enable_plugin(request.match_info["name"], wanted.enabled, request["app"].name)
        except ConfigError as exc:
            raise RequestError(422, "The configuration would not fit", str(exc)) from exc
        return _found(changed, "plugin")

    async def reload(self, request: web.Request) -> web.Response:
        """Load the plugin's present files."""
        try:
            return _found(await self._shop.reload_plugin(request.match_info["name"]), "plugin")
        except (LoadError, ConfigError) as exc:
            raise RequestError(409, "The plugin does not load", str(exc)) from exc

    # -- what happened ---------------------------------------------------------------------------------------

    async def turn(self, request: web.Request) -> web.Response:
        """The decision record of a turn."""
        return _found(await self._shop.turn(int_segment(request, "id")), "turn")

    async def customer(self, request: web.Request) -> web.Response:
        """Name, identities, conversation, holder."""
        return _found(await self._shop.customer(int_segment(request, "id")), "customer")

    async def handoffs(self, request: web.Request) -> web.Response:
        """Who waits for a person."""
        return json_response(await self._shop.handoffs())

    async def release(self, request: web.Request) -> web.Response:
        """The bot answers again."""
        found = await self._shop.release(int_segment(request, "conversation"), request["app"].name)
        return _found(found, "conversation held by a person")

    async def outbox(self, request: web.Request) -> web.Response:
        """Messages in one state, or in all."""
        state = request.query.get("state")
        if state is not None and state not in OUTBOX_STATES:
            raise RequestError(422, "The query does not fit", f"state is one of: {', '.join(OUTBOX_STATES)}.")
        return json_response(await self._shop.outbox(state, int_query(request, "limit", 100, least=1, most=1_000)))

    async def redrive(self, request: web.Request) -> web.Response:
        """Once more, now."""
        return _found(await self._shop.redrive(int_segment(request, "id")), "message")

    async def clock(self, request: web.Request) -> web.Response:
        """Only forward, at most ten years at once."""
        wanted: Advance = await json_body(request, Advance)
        if not 0 <= wanted.advance_ms <= 10 * 366 * 86_400_000:
            raise RequestError(422, "The body does not fit", "advance_ms: from 0 to ten years; time does not go back.")
        return json_response(ClockNow(await self._shop.advance_clock(wanted.advance_ms)))


class _Families:
    """What a Prometheus registry asks for."""

    def __init__(self, families: "Iterable[Metric]") -> None:
        self._families = families

    def collect(self) -> "Iterable[Metric]":
        return self._families


def _found(value: Any, what: str) -> web.Response:
    if value is None:
        raise RequestError(404, "Not Found", f"There is no such {what}.")
    return json_response(value)
