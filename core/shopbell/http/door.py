"""The one door: every HTTP request comes in here and leaves as an answer or a problem document.

Plain calls, no middlewares: this is the hot path (about 15 us around a plugin's own handler).
"""

import asyncio
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

import structlog
from aiohttp import WSCloseCode, hdrs, web

from shopbell.contracts import App, KeyScope
from shopbell.errors import RequestError
from shopbell.http.auth import Authentication
from shopbell.http.client import Proxies, limit_key
from shopbell.http.core_routes import CoreRoute, CoreRoutes, not_allowed
from shopbell.http.keys import ADMIN_APP
from shopbell.http.limits import Limits
from shopbell.http.one_write import in_one_write
from shopbell.http.problems import problem, problem_of, too_large
from shopbell.http.request import ShopRequest
from shopbell.plugin_host.routes import Found, MethodNotAllowed, Unavailable
from shopbell.plugin_host.visits import Visit, release_long_lived

if TYPE_CHECKING:
    from shopbell.plugin_host.epoch import Epoch

log = structlog.get_logger("shopbell.http")

BODY_LIMIT = 1 << 20  # bytes, unless the configuration says otherwise
WEBHOOKS = "/hooks/"  # platforms send all customers' messages from few addresses, and sign them
LOCAL_APP = App(ADMIN_APP, frozenset({"read"}))


class Host(Protocol):
    """Whoever knows the present epoch."""

    @property
    def epoch(self) -> "Epoch":
        """The plugins that new work begins with."""
        ...


class Door:
    """Finds who answers, checks who asks, and turns every failure into a document."""

    def __init__(
        self,
        host: Host,
        core: Iterable[CoreRoute],
        auth: Authentication,
        proxies: Proxies,
        limits: Limits,
        statuses: Counter[int],
        *,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        self.body_limit = body_limit
        self._host, self._core = host, CoreRoutes(core)
        self._auth, self._proxies, self._limits = auth, proxies, limits
        self._statuses = statuses  # counted for /metrics
        self._sockets: WeakSet[web.WebSocketResponse] = WeakSet()

    async def handle(self, request: ShopRequest) -> web.StreamResponse:
        """Answer one request.

        Raises:
            ConnectionResetError: only closing the connection can still tell the client.
        """
        try:
            if hdrs.EXPECT in request.headers and (refusal := await self._expect(request)) is not None:
                return refusal
            response = await self._answer(request)
        except ConnectionResetError:
            raise
        except Exception as exc:
            known = problem_of(exc)
            if known is None and isinstance(exc, web.HTTPException):
                raise  # a redirect is an answer
            response = known or _our_mistake()
        self._statuses[response.status] += 1
        return in_one_write(request, response, SAFE_LINES)

    async def _answer(self, request: ShopRequest) -> web.StreamResponse:
        if int(request.headers.get(hdrs.CONTENT_LENGTH, 0)) > self.body_limit:
            return too_large(self.body_limit)
        method, path = request.method, request.path
        if (own := self._core.find(method, path)) is not None:
            return await self._answer_own(request, *own)
        epoch = self._host.epoch
        found = epoch.routes.find(method, request.rel_url.raw_path)
        if not isinstance(found, Found):
            raise _not_found(found)
        self._admit(request, found.needs, free=path.startswith(WEBHOOKS))
        request.parts = found.params
        with Visit(epoch, found.visits) as request.known["visit"]:
            return await self._run(request, found)

    def _admit(self, request: ShopRequest, needs: KeyScope | None, *, free: bool) -> None:
        client = request.known["client"] = self._proxies.client(request)
        limited = True
        if needs is not None:
            app = request.known["app"] = self._auth.require(request, needs)
            limited, free = app.limited, False
        if limited:
            request.known["limit"] = self._limits.check_conversation
            if not free:
                self._limits.check_address(limit_key(client))

    async def _run(self, request: ShopRequest, found: Found) -> web.StreamResponse:
        """A plugin's handler, contained: whatever it raises or returns, the client gets an answer."""
        try:
            response = await found.handler(request)
        except web.HTTPException:
            raise
        except asyncio.CancelledError:
            if _is_cancelled():
                raise
            return _broken(request, found, "CancelledError", traceback.format_exc())  # it raised that by itself
        except GeneratorExit:
            raise
        except BaseException as exc:  # SystemExit too: a plugin does not end the shop
            if (known := problem_of(exc)) is not None and not request.writer.output_size:
                return known
            return _broken(request, found, type(exc).__name__, traceback.format_exc())
        if isinstance(response, web.StreamResponse):
            return response
        kind = type(response).__name__
        return _broken(request, found, kind, f"its route {found.path} answered with {kind}, not with a response")

    async def _answer_own(self, request: ShopRequest, route: CoreRoute, names: Mapping[str, str]) -> web.StreamResponse:
        request.parts = names
        if route.local and self._proxies.is_local(request):
            request.known["app"] = LOCAL_APP
        else:
            self._admit(request, route.needs, free=route.free)
        return await route.handler(request)

    async def _expect(self, request: web.Request) -> web.StreamResponse | None:
        """``Expect: 100-continue``: refuse what is too large before it is sent."""
        if request.headers.get(hdrs.EXPECT, "").lower() != "100-continue":
            return problem(417, "Expectation Failed", "Only 100-continue is understood.")
        if (request.content_length or 0) > self.body_limit:
            return too_large(self.body_limit)
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the interim answer is none, errors may still be sent
        return None

    # -- called by the server --------------------------------------------------------------------------------

    async def prepare(self, request: web.Request, response: web.StreamResponse) -> None:
        """Just before the head of any answer is sent: safe headers, and no lease for who stays for hours."""
        headers = response.headers
        for name, value in SAFE_HEADERS:
            if name not in headers:
                headers[name] = value
        if response.content_type == "text/html" and hdrs.X_FRAME_OPTIONS not in headers:
            headers[hdrs.X_FRAME_OPTIONS] = "SAMEORIGIN"
        if isinstance(response, web.WebSocketResponse):
            self._sockets.add(response)
        if not isinstance(response, web.Response):
            await release_long_lived(request, response)

    async def close_sockets(self) -> None:
        """Tell every open socket that the shop restarts, so that its client comes back by itself."""
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.SERVICE_RESTART, message=b"the shop restarts")


SAFE_HEADERS = (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "strict-origin-when-cross-origin"))
SAFE_LINES = "".join(f"{name}: {value}\r\n" for name, value in SAFE_HEADERS).encode()


def _our_mistake() -> web.Response:
    log.exception("request failed")
    return problem(500, "Internal Server Error", "Something went wrong on our side.")


def _not_found(missing: MethodNotAllowed | Unavailable | None) -> RequestError:
    match missing:
        case MethodNotAllowed(allow):
            return not_allowed(allow)
        case Unavailable(plugin, _, retry_after):
            # Why is told to the owner, not to strangers.
            return RequestError(503, "Not available now", f"{plugin} does not answer now.", retry_after=retry_after)
    return RequestError(404, "Not Found", "There is nothing at this address.")


def _broken(request: web.Request, found: Found, kind: str, error: str) -> web.Response:
    """Count a plugin's mistake, unless its client had simply gone away.

    ``error`` is for the owner (``shopbell plugins why``); the log gets only its ``kind``, for the words of an exception
    may be a customer's.
    """
    if request.transport is None or request.transport.is_closing():
        raise ConnectionResetError("the client has gone")
    found.breaker.failed(error)
    log.error("route failed", plugin=found.plugin, route=found.path, error=kind)
    if request.writer.output_size:
        raise ConnectionResetError("the answer had begun: its reader must see that it is not whole")
    return problem(500, "Internal Server Error", "Something went wrong on our side.")


def _is_cancelled() -> bool:
    task: asyncio.Task[Any] | None = asyncio.current_task()
    return task is not None and task.cancelling() > 0
