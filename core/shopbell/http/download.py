"""Fetches what strangers point at: from the open internet only, never more than allowed, never from inside.

A name is resolved, its addresses are checked, and the connection goes to just these: what is checked is what is
connected to. Redirects are followed by hand and checked the same way.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar

from shopbell.addresses import is_private
from shopbell.errors import PrivateAddressError, RequestError
from shopbell.http.outside import outside_session

REDIRECTS_MOST = 3
NO_HEADERS: Mapping[str, str] = {}


async def download(
    url: str, *, limit: int, seconds: float, headers: Mapping[str, str] = NO_HEADERS, trusted: str = ""
) -> bytes:
    """Fetch one file.

    Args:
        url: https.
        limit: bytes; one more is refused.
        seconds: for all of it.
        headers: credentials and the like, sent to the first host only.
        trusted: an origin (``http://127.0.0.1:8081``) that the owner's own settings name: it may be private and http.

    Raises:
        RequestError: 422 an address that must not be fetched, 413 too large, 502 it is not to be had.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _follow(url, limit, seconds, headers, trusted)
    except PrivateAddressError as exc:
        raise RequestError(422, "Not a public address", "The file lies in a private network.") from exc
    except (ClientError, TimeoutError, OSError, ValueError) as exc:
        # Without the sentence of the error: it may hold the address, and that a token.
        raise RequestError(502, "Not to be had", f"The file could not be fetched ({type(exc).__name__}).") from None


async def _follow(url: str, limit: int, seconds: float, headers: Mapping[str, str], trusted: str) -> bytes:
    sent = {"Accept-Encoding": "identity", "User-Agent": "Shopbell", **headers}
    for _ in range(REDIRECTS_MOST + 1):
        _check(url, trusted)
        session = _session(url, seconds, trusted)
        async with session, session.get(url, headers=sent, allow_redirects=False) as answer:
            if answer.status in (301, 302, 303, 307, 308) and "Location" in answer.headers:
                url, trusted = urljoin(url, answer.headers["Location"]), ""
                sent = {name: value for name, value in sent.items() if name not in headers}
                continue
            if answer.status != 200:
                raise RequestError(502, "Not to be had", f"The file's server answered {answer.status}.")
            return await _read(answer, limit)
    raise RequestError(502, "Not to be had", "The file's server redirects too often.")


def _session(url: str, seconds: float, trusted: str) -> ClientSession:
    """For one hop: trust ends with it."""
    if not _is_at(url, trusted):
        return outside_session(seconds=seconds, unpacks=False)
    timeout = ClientTimeout(total=seconds)
    return ClientSession(cookie_jar=DummyCookieJar(), timeout=timeout, auto_decompress=False)


async def _read(answer: ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        raise RequestError(413, "File too large", f"At most {limit:,} bytes are taken.")
    pieces, size = [], 0
    async for piece in answer.content.iter_chunked(1 << 16):
        size += len(piece)
        if size > limit:
            raise RequestError(413, "File too large", f"At most {limit:,} bytes are taken.")
        pieces.append(piece)
    return b"".join(pieces)


def _check(url: str, trusted: str) -> None:
    """An address itself is checked here: the resolver never sees it."""
    if _is_at(url, trusted):
        return
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme != "https" or not host or parts.username is not None:
        raise RequestError(422, "Not a public address", "Files are fetched by https only.")
    if is_private(host):
        raise RequestError(422, "Not a public address", "The file lies in a private network.")


def _is_at(url: str, origin: str) -> bool:
    if not origin:
        return False
    one, other = urlsplit(url), urlsplit(origin)
    return (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
