"""Where ``shopbell import`` hands its records in, when a shop runs."""

import msgspec
from aiohttp import web

from shopbell import PluginScope

from .records import Kept, keep
from .shelf import StoredCatalogue


class Records:
    """Below ``/p/shopbell_files``."""

    def __init__(self, scope: PluginScope, catalogue: StoredCatalogue) -> None:
        self._scope, self._catalogue = scope, catalogue

    async def take(self, request: web.Request) -> web.Response:
        """``POST /records``: a ``Batch``."""
        kept: Kept = await keep(self._scope, self._catalogue, await request.read())
        return web.Response(body=msgspec.json.encode(kept), content_type="application/json")
