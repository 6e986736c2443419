"""Addresses of pages: made absolute, and compared."""

from urllib.parse import urljoin, urlsplit


def absolute(site: str, url: str) -> str:
    """A path becomes an address below the shop's site; an address stays."""
    return urljoin(site.rstrip("/") + "/", url.lstrip("/")) if url.startswith("/") else url


def same_place(one: str, other: str) -> bool:
    """Is it the same page? What follows ``?`` and ``#``, a last slash and ``www.`` make no other page of it."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:  # a page tells its address, and may tell anything
        return url, ""
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")
