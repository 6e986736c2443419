"""The shop's own routes: found by a dictionary, guarded and answered as a plugin's are."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from shopbell.contracts import KeyScope
from shopbell.errors import RequestError

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RouteDoc(NamedTuple):
    """What ``/openapi.json`` tells about a route. Bodies and answers are msgspec types."""

    summary: str
    body: Any = None
    answers: Mapping[int, Any] = {200: None}  # status -> type of the JSON, None for other content
    query: Mapping[str, Any] = {}  # name -> type


class CoreRoute(NamedTuple):
    """One route. ``local``: the shop's own machine needs no key for it."""

    method: str
    path: str  # with {names}, each a whole segment
    handler: Answer
    needs: KeyScope | None
    doc: RouteDoc
    local: bool = False
    free: bool = False  # not counted against the limits of anonymous doors


class CoreRoutes:
    """All of them, found by the path's first three segments; about 0.3 us for a path that is none of ours."""

    def __init__(self, routes: Iterable[CoreRoute]) -> None:
        self.all = tuple(routes)
        self._below: dict[str, list[CoreRoute]] = {}
        for route in self.all:
            self._below.setdefault(_head(route.path), []).append(route)

    def find(self, method: str, path: str) -> tuple[CoreRoute, dict[str, str]] | None:
        """The route and its named segments; None when the path is not ours.

        Raises:
            RequestError: 405 with ``Allow``, for a path that is ours.
        """
        near = self._below.get(_head(path))
        if near is None:
            return None
        fitting = [(route, names) for route in near if (names := _match(route.path, path)) is not None]
        for route, names in fitting:
            if route.method == method or (method == "HEAD" and route.method == "GET"):
                return route, names
        if not fitting:
            return None
        raise not_allowed({route.method for route, _ in fitting})


def not_allowed(methods: Iterable[str]) -> RequestError:
    """405 for a path that exists."""
    allowed = ", ".join(sorted(methods))
    return RequestError(405, "Method Not Allowed", f"Allowed here: {allowed}.", headers={"Allow": allowed})


@lru_cache(maxsize=512)
def _head(path: str) -> str:
    return "/".join(path.split("/", 4)[:4])


def _match(pattern: str, path: str) -> dict[str, str] | None:
    if pattern == path:
        return {}
    wanted, given = pattern.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    names: dict[str, str] = {}
    for name, value in zip(wanted, given, strict=True):
        if name.startswith("{") and value:
            names[name[1:-1]] = value
        elif name != value:
            return None
    return names


_encode = msgspec.json.Encoder().encode


def json_response(value: Any, status: int = 200) -> web.Response:
    """Plain data or structs as JSON."""
    return web.Response(body=_encode(value), status=status, content_type="application/json")


async def json_body(request: web.Request, kind: Any) -> Any:
    """The body as ``kind``, strictly; the door turns what does not fit into a problem document."""
    return msgspec.json.decode(await request.read(), type=kind)


def int_segment(request: web.Request, name: str) -> int:
    """A number in the path.

    Raises:
        RequestError: 404, for a thing with such a name does not exist.
    """
    text: str = request.match_info[name]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise RequestError(404, "Not Found", f"{name} is a number.")
    return int(text)


def int_query(request: web.Request, name: str, default: int, *, least: int, most: int) -> int:
    """A whole number of the query.

    Raises:
        RequestError: 422, no number or out of range.
    """
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 19 and least <= int(text) <= most):
        raise RequestError(422, "The query does not fit", f"{name} is a whole number from {least} to {most}.")
    return int(text)
