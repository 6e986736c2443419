"""Where a customer fetches the copy of their data."""

import msgspec
from aiohttp import web

from shopbell import PluginScope, RequestError

from .wishes import COPY_OF, hashed


class Copies:
    """Below ``/p/shopbell_privacy``."""

    KIND = "application/json"

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    async def fetch(self, request: web.Request) -> web.Response:
        """``GET /copy/{secret}``: 404 for a wrong one and for one that is too old."""
        secret = hashed(request.match_info["secret"])
        rows = await self._scope.tables.fetch(COPY_OF, (secret, self._scope.now()))
        kept = await self._scope.export(rows[0][0]) if rows else None
        if kept is None:
            raise RequestError(404, "Not Found", "This link is wrong or too old; ask the shop for a new one.")
        headers = {"Content-Disposition": 'attachment; filename="data.json"', "Cache-Control": "no-store"}
        return web.Response(body=msgspec.json.encode(kept), content_type=self.KIND, headers=headers)
