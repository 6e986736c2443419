"""Refusals as RFC 9457 problem documents: status, title, one sentence, never a traceback."""

import re
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from shopbell.errors import NotReadyError, RequestError, StoreUnavailable

PROBLEM_TYPE = "application/problem+json"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")  # headers of aiohttp's own exceptions
_encode = msgspec.json.Encoder().encode


def problem(status: int, title: str, detail: str = "", *, retry_after: int | None = None, **extra: Any) -> web.Response:
    """One problem document.

    Args:
        title: the kind of problem; the same words for every case of it, for ``type`` is made from them.
        detail: this case, one sentence for the person at the other end.
        retry_after: seconds, as the header of that name.
        extra: further members (``unknown_fields``); data the client sent itself, nothing of ours.
    """
    document = {"type": problem_type(status, title), "title": title, "status": status, "detail": detail or title}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return web.Response(body=_encode({**extra, **document}), status=status, headers=headers, content_type=PROBLEM_TYPE)


def problem_type(status: int, title: str) -> str:
    """``about:blank`` where the title says no more than the status (RFC 9457, 4.2.1), else a name of our own."""
    if title == _phrase(status):
        return "about:blank"
    return "urn:problem-type:shopbell:" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def problem_of(error: BaseException) -> web.Response | None:
    """The document for an error whose meaning is known; None for a bug, which the door counts and logs."""
    match error:
        case RequestError():
            headers = error.extra.get("headers")
            extra = {name: value for name, value in error.extra.items() if name != "headers"}
            response = problem(error.status, error.title, error.detail, retry_after=error.retry_after, **extra)
            if isinstance(headers, dict):
                response.headers.update(headers)
            return response
        case StoreUnavailable():
            return problem(503, "The shop cannot store anything now", "Nothing was stored. Try again.", retry_after=5)
        case NotReadyError():
            return problem(503, "Not ready", str(error), retry_after=5)
        case web.HTTPRequestEntityTooLarge():
            return too_large()
        case web.HTTPException() if error.status >= 400:
            response = problem(error.status, _phrase(error.status), error.reason)
            response.headers.update({name: error.headers[name] for name in KEPT if name in error.headers})
            return response
        case msgspec.ValidationError():
            return problem(422, "The body does not fit", str(error))
        case msgspec.DecodeError():
            return problem(400, "The body is no JSON", str(error))
        case UnicodeDecodeError():
            return problem(400, "The body is no UTF-8", "Text must be valid UTF-8.")
        case HttpProcessingError() | web.RequestPayloadError() | web.PayloadAccessError():
            return problem(400, "The body cannot be read", "The connection broke or the encoding is wrong.")
    return None


def too_large(limit: int | None = None) -> web.Response:
    """413; the connection is closed, for the rest of the body is not read."""
    detail = f"At most {limit:,} bytes are taken." if limit else "The body is larger than this door takes."
    response = problem(413, "Body too large", detail)
    response.force_close()
    return response


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
