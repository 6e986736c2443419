"""The HTTP routes of one epoch: they come and go with the plugins, under one catch-all of the web server."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast, get_args
from urllib.parse import quote, unquote

from shopbell.contracts import KeyScope, RouteHandler
from shopbell.errors import LoadError
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.manifest import overlap
from shopbell.plugin_host.visits import Visits

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "*"))
RETRY_AFTER = 30  # seconds, told to a platform whose webhook's plugin is away

_PART = re.compile(r"\{([a-zA-Z_]\w*)(?::([^{}]+))?\}")


class Route(NamedTuple):
    """One handler of one plugin."""

    plugin: str
    method: str  # upper case, or "*"
    path: str  # absolute; parts as {name} (one segment) or {name:regex}
    handler: RouteHandler
    needs: KeyScope | None


class Found(NamedTuple):
    """Who answers a request. Hold the epoch while the handler runs: ``visits.Visit`` does it."""

    plugin: str
    handler: RouteHandler
    needs: KeyScope | None
    params: Mapping[str, str]  # parts of the path, unquoted; the door puts them into ``request.match_info``
    breaker: Breaker
    visits: Visits
    path: str = ""  # as declared, for metrics


class MethodNotAllowed(NamedTuple):
    """The path is there, with other methods."""

    allow: tuple[str, ...]  # sorted


class Unavailable(NamedTuple):
    """The path belongs to a plugin that is known but does not answer now: 503 with Retry-After, never 404."""

    plugin: str
    reason: str
    retry_after: int = RETRY_AFTER  # seconds


Answer = Found | MethodNotAllowed | Unavailable | None


class RouteTable:
    """Finds a handler. Exact paths cost one dictionary look-up (about 0.1 us), patterns a regex each.

    Paths are raw (percent-encoded as in ``request.rel_url.raw_path``), so that ``%2F`` stays inside its part.
    """

    def __init__(
        self,
        routes: Iterable[tuple[Route, Breaker, Visits]] = (),
        away: Mapping[str, Unavailable] | None = None,
    ) -> None:
        self._exact: dict[tuple[str, str], Found] = {}
        self._methods: dict[str, list[str]] = {}
        self._patterns: list[tuple[re.Pattern[str], str, Found]] = []
        self._away = {} if away is None else away  # the host's own, by prefix; it changes with the states
        for route, breaker, visits in routes:
            found = Found(route.plugin, route.handler, route.needs, {}, breaker, visits, route.path)
            if "{" in route.path:
                self._patterns.append((compile_path(route.path), route.method, found))
            else:
                self._exact[route.method, quote(route.path)] = found
                self._methods.setdefault(quote(route.path), []).append(route.method)

    def find(self, method: str, path: str) -> Answer:
        """Who answers ``method path``; None: nobody knows this path."""
        found = self._exact.get((method, path))
        if found is not None and found.breaker.ok:
            return found
        return self._search(method, path)

    def _search(self, method: str, path: str) -> Answer:
        allow: set[str] = set()
        for fits, candidate in self._candidates(path):
            if fits in (method, "*") or (method == "HEAD" and fits == "GET"):
                if candidate.breaker.ok:
                    return candidate
                return Unavailable(candidate.plugin, candidate.breaker.reason)
            allow.add(fits)
        if allow:
            return MethodNotAllowed(tuple(sorted(allow | ({"HEAD"} if "GET" in allow else set()))))
        return self._absent(path)

    def _candidates(self, path: str) -> Iterable[tuple[str, Found]]:
        for method in self._methods.get(path, ()):
            yield method, self._exact[method, path]
        for pattern, method, found in self._patterns:
            match = pattern.fullmatch(path)
            if match is not None:
                yield method, found._replace(params={name: unquote(part) for name, part in match.groupdict().items()})

    def _absent(self, path: str) -> Unavailable | None:
        while path:
            if path in self._away:
                return self._away[path]
            path = path.rpartition("/")[0]
        return None


def compile_path(path: str) -> re.Pattern[str]:
    """``/p/x/{id}/{tail:.*}`` as a regular expression over raw paths.

    Raises:
        LoadError: braces that do not fit, a name twice, or a broken expression.
    """
    expression, position = "", 0
    for part in _PART.finditer(path):
        expression += _plain(path[position : part.start()], path) + f"(?P<{part[1]}>{part[2] or '[^/]+'})"
        position = part.end()
    try:
        return re.compile(expression + _plain(path[position:], path))
    except re.error as exc:
        raise LoadError(f"route {path}: {exc}") from exc


def _plain(text: str, path: str) -> str:
    if "{" in text or "}" in text:
        raise LoadError(f"route {path}: parts are written {{name}} or {{name:regex}}")
    return re.escape(quote(text))


def place(plugin: str, prefixes: Iterable[str], method: str, path: str, needs: object) -> tuple[str, str]:
    """The method and absolute path of a route that ``plugin`` asks for.

    ``path`` lies under one of ``prefixes``, ``/p/<plugin>`` or ``/hooks/<plugin>``; anything else is taken below
    ``/p/<plugin>``, except what looks like somebody else's.

    Raises:
        LoadError: unknown method or scope, or a path that is not the plugin's.
    """
    method = method.upper()
    if method not in METHODS:
        raise LoadError(f"route {path}: {method} is no method")
    if needs is not None and needs not in get_args(KeyScope):
        raise LoadError(f"route {path}: needs is one of {', '.join(get_args(KeyScope))}, not {needs!r}")
    path = "/" + path.removeprefix("/")
    own = (f"/p/{plugin}", f"/hooks/{plugin}", *prefixes)
    if not any(path == prefix or path.startswith(prefix + "/") for prefix in own):
        if path.startswith(("/api/", "/p/", "/hooks/")):
            raise LoadError(f'route {path}: declare it, prefixes = ["{path}"] in plugin.toml')
        path = f"/p/{plugin}" + path.removesuffix("/")
    compile_path(path)
    return method, path


def away_prefixes(plugin: str, prefixes: Iterable[str]) -> list[str]:
    """Where a plugin that is known but not there is answered for."""
    return [f"/p/{plugin}", f"/hooks/{plugin}", *prefixes]


def claimed(prefixes: Iterable[str], others: Mapping[str, Iterable[str]]) -> str | None:
    """Why these prefixes cannot be claimed beside ``others`` (prefixes by plugin); None when they can."""
    for prefix in prefixes:
        for plugin, taken in others.items():
            for theirs in taken:
                if overlap(prefix, theirs):
                    return f"the path {prefix} is claimed by {plugin} ({theirs})"
    return None


def as_scope(needs: object) -> KeyScope | None:
    """A checked ``needs`` with its type."""
    return cast("KeyScope | None", needs)
