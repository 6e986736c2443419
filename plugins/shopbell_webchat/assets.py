"""The widget's files: read once at load, compressed once, served with an address that changes with their content."""

import gzip
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from aiohttp import hdrs, web

FOLDER = Path(__file__).parent / "widget"
LOADER = "loader.js"
VERSION_MARK = b"{{version}}"  # in the loader: where the other modules of this version are
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"  # seconds
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",  # modules are fetched across sites; they hold nothing secret
    "Cross-Origin-Resource-Policy": "cross-origin",
    hdrs.VARY: hdrs.ACCEPT_ENCODING,
}


class Asset(NamedTuple):
    """One file, ready to be sent."""

    body: bytes
    packed: bytes  # gzip
    etag: str


class Widget:
    """All modules of one version. Loading reads about 60 kB.

    Only ``/chat/loader.js`` has a lasting address and is asked for again after minutes. It names the version,
    so that a page never mixes old modules with new ones.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        files = {path.relative_to(folder).as_posix(): _lean(path) for path in sorted(folder.rglob("*.js"))}
        digest = sha256(b"\0".join(name.encode() + b"\0" + body for name, body in files.items()))
        self.version = digest.hexdigest()[:12]
        files[LOADER] = files[LOADER].replace(VERSION_MARK, self.version.encode())
        self._assets = {name: _asset(body) for name, body in files.items()}

    async def loader(self, request: web.Request) -> web.StreamResponse:
        """``GET /chat/loader.js``: what the shop's page includes."""
        return _send(request, self._assets[LOADER], SHORTLY)

    async def module(self, request: web.Request) -> web.StreamResponse:
        """``GET /chat/w/{version}/{path}``: a module; one of another version is sent as it is now, uncached."""
        asset = self._assets.get(request.match_info["path"])
        if asset is None:
            raise web.HTTPNotFound
        return _send(request, asset, FOR_EVER if request.match_info["version"] == self.version else "no-store")

    def sizes(self) -> dict[str, int]:
        """Bytes on the wire of each file."""
        return {name: len(asset.packed) for name, asset in self._assets.items()}


def _lean(path: Path) -> bytes:
    """A module without indentation and comment lines. Lines keep their numbers, so that errors can be found."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return "\n".join("" if line.startswith(("//", "/** ")) else line for line in lines).encode()


def _asset(body: bytes) -> Asset:
    return Asset(body, gzip.compress(body, 9, mtime=0), sha256(body).hexdigest()[:16])


def _send(request: web.Request, asset: Asset, caching: str) -> web.Response:
    headers = {**HEADERS, hdrs.CACHE_CONTROL: caching, hdrs.ETAG: f'"{asset.etag}"'}
    if any(tag.value == asset.etag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    body = asset.body
    if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
        headers[hdrs.CONTENT_ENCODING], body = "gzip", asset.packed
    return web.Response(body=body, headers=headers, content_type="text/javascript", charset="utf-8")
