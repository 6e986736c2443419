"""Writes incidents into ``incidents.toml`` and takes them out: for commands, and by HTTP."""

from collections.abc import Callable
from datetime import date
from functools import partial

import msgspec
from aiohttp import web

from shopbell import PluginScope, RequestError, ShopbellError

from .incidents import FILE, Incident


def raised(incident: Incident, text: str) -> str:
    """The file with one entry more; comments and all else stay.

    Raises:
        ShopbellError: the file is no TOML.
    """
    import tomlkit  # lazy: 40 ms, and only when something goes wrong

    document = _parsed(text)
    entries = document.setdefault("incident", tomlkit.aot())
    table = tomlkit.table()
    for name, value in msgspec.to_builtins(incident, builtin_types=(date,)).items():
        if value not in ("", None, (), []):
            table.add(name, value)
    entries.append(table)
    return str(tomlkit.dumps(document))


def ended(number: int, text: str) -> str:
    """The file without its entry ``number``, counted from one.

    Raises:
        ShopbellError: there is none, or the file is no TOML.
    """
    import tomlkit  # lazy: as above

    document = _parsed(text)
    entries = document.get("incident", [])
    if not 1 <= number <= len(entries):
        raise ShopbellError(f"{FILE} has no incident {number}; `shopbell order_status incidents` shows all")
    del entries[number - 1]
    if not entries:
        document.remove("incident")
    return str(tomlkit.dumps(document))


def _parsed(text: str):  # type: ignore[no-untyped-def]  # tomlkit's own type, of a lazy import
    import tomlkit  # lazy: as above
    from tomlkit.exceptions import ParseError  # lazy: as above

    try:
        return tomlkit.parse(text)
    except ParseError as exc:
        raise ShopbellError(f"{FILE} cannot be read: {exc}; mend it first") from exc


class IncidentRoutes:
    """Below ``/p/shopbell_order_status``, for keys with the scope ``admin``."""

    def __init__(self, scope: PluginScope) -> None:
        """Take the two routes."""
        self._scope = scope
        scope.route("POST", "/incidents", self.add, needs="admin")
        scope.route("DELETE", "/incidents/{number}", self.end, needs="admin")

    async def add(self, request: web.Request) -> web.Response:
        """``POST /incidents``: an ``Incident`` as JSON."""
        try:
            incident = msgspec.json.decode(await request.read(), type=Incident)
        except msgspec.ValidationError as exc:
            raise RequestError(422, "The body does not fit", str(exc)) from exc
        await self._edit(partial(raised, incident))
        return web.json_response({"file": FILE}, status=201)

    async def end(self, request: web.Request) -> web.Response:
        """``DELETE /incidents/2``: it is over."""
        number = request.match_info["number"]
        if not number.isdecimal() or len(number) > 6:
            raise RequestError(404, "Not Found", "An incident has a number.")
        await self._edit(partial(ended, int(number)))
        return web.json_response({"file": FILE})

    async def _edit(self, change: Callable[[str], str]) -> None:
        try:
            await self._scope.edit(FILE, change)
        except ShopbellError as exc:
            raise RequestError(409, "Conflict", str(exc)) from exc
