"""Files that a plugin keeps for its customers' messages: in the shop's media store, by what they hold."""

from collections.abc import Mapping

from anyio import to_thread

from shopbell.errors import RequestError
from shopbell.messages import Attachment
from shopbell.plugin_host.own_data import Database

FILE_LIMIT = 25 * 1024 * 1024  # bytes
FETCH_SECONDS = 20.0


class OwnMedia:
    """See ``scopes.Media``."""

    def __init__(self, store: Database) -> None:
        self._store = store

    async def keep(self, content: bytes, *, limit: int = FILE_LIMIT) -> Attachment:
        """Store a content once."""
        stored = await to_thread.run_sync(self._store.media.write, content, limit)
        kind = stored.media_type.partition("/")[0]
        return Attachment(
            kind=kind if kind in ("image", "video", "audio") else "file",
            media=stored.sha256,
            media_type=stored.media_type,
            size=stored.size,
        )

    async def fetch(
        self,
        url: str,
        *,
        limit: int = FILE_LIMIT,
        seconds: float = FETCH_SECONDS,
        headers: Mapping[str, str] | None = None,
        trusted: str = "",
    ) -> Attachment:
        """Download, then store."""
        from shopbell.http.download import download  # lazy: aiohttp's client, and most shops are sent no files

        content = await download(url, limit=limit, seconds=seconds, headers=headers or {}, trusted=trusted)
        if not content:
            raise RequestError(502, "Not to be had", "The file is empty.")
        return await self.keep(content, limit=limit)
