"""The desk over HTTP: for the console, for apps, and for the commands of a shop that runs."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web
from msgspec import Meta

from shopbell import ConfigError, PluginScope, RequestError, ShopbellError, StoreUnavailable

from .corrections import Correction
from .desk import Desk, Verdict
from .groups import Group, Label

F = TypeVar("F", bound=Callable[..., Any])
Words = Annotated[str, Meta(min_length=1, max_length=4_000)]


class NewEntry(msgspec.Struct, forbid_unknown_fields=True):
    """An answer to a group of unanswered questions."""

    gap: int
    answer: Words
    question: Annotated[str, Meta(max_length=300)] = ""  # empty: the most frequent phrase
    page: str = "answered"  # the file, without .md
    who: Annotated[str, Meta(max_length=60)] = ""  # empty: the key's name


class NewCorrection(msgspec.Struct, forbid_unknown_fields=True):
    """A phrase, or the turn in which it was written, belongs to an entry."""

    entry: Words
    turn: int | None = None
    phrase: Annotated[str, Meta(min_length=1, max_length=300)] | None = None
    language: str | None = None
    who: Annotated[str, Meta(max_length=60)] = ""


class Written(msgspec.Struct):
    """Where an entry was written."""

    file: str


def told(**openapi: Any) -> Callable[[F], F]:
    """Say what ``/openapi.json`` shows for a route."""

    def mark(function: F) -> F:
        function.__dict__["openapi"] = openapi
        return function

    return mark


class Routes:
    """Below ``/p/shopbell_faq``."""

    def __init__(self, scope: PluginScope) -> None:
        self._desk = Desk(scope)

    def declare(self, scope: PluginScope) -> None:
        """Open the doors: reading with the scope ``read``, changing with ``admin``."""
        scope.route("GET", "/gaps", self.gaps, needs="read")
        scope.route("GET", "/labels", self.labels, needs="read")
        scope.route("GET", "/verdicts", self.verdicts, needs="read")
        scope.route("POST", "/entries", self.add, needs="admin")
        scope.route("POST", "/corrections", self.correct, needs="admin")
        scope.route("DELETE", "/corrections/last", self.undo, needs="admin")

    @told(summary="What was asked in vain, grouped by meaning", answers={200: list[Group]})
    async def gaps(self, request: web.Request) -> web.Response:
        return _json(await self._desk.gaps())

    @told(summary="The phrases whose labelling would help most", answers={200: list[Label]})
    async def labels(self, request: web.Request) -> web.Response:
        return _json(await self._desk.labels())

    @told(summary="Which answers helped", answers={200: list[Verdict]})
    async def verdicts(self, request: web.Request) -> web.Response:
        return _json(await self._desk.verdicts())

    @told(summary="Answer a group of questions: an entry in a file", body=NewEntry, answers={201: Written})
    async def add(self, request: web.Request) -> web.Response:
        body = msgspec.json.decode(await request.read(), type=NewEntry)
        who = body.who or request["app"].name
        try:
            file = await self._desk.add(body.gap, body.answer, question=body.question, page=body.page, who=who)
        except ShopbellError as exc:
            raise _refused(exc) from exc
        return _json(Written(file), status=201)

    @told(summary="A phrase belongs to that answer: a line in a file", body=NewCorrection, answers={201: Correction})
    async def correct(self, request: web.Request) -> web.Response:
        body = msgspec.json.decode(await request.read(), type=NewCorrection)
        what = body.turn if body.turn is not None else body.phrase
        if what is None or (body.turn is not None and body.phrase is not None):
            raise RequestError(422, "The body does not fit", "Send either a turn or a phrase.")
        who = body.who or request["app"].name
        try:
            done = await self._desk.correct(what, body.entry, language=body.language, who=who)
        except ShopbellError as exc:
            raise _refused(exc) from exc
        return _json(done, status=201)

    @told(summary="Take the last correction back", answers={200: Correction})
    async def undo(self, request: web.Request) -> web.Response:
        try:
            gone = await self._desk.undo()
        except ShopbellError as exc:
            raise _refused(exc) from exc
        return _json(gone)


def _refused(exc: ShopbellError) -> ShopbellError:
    """The owner's mistake as an answer; trouble of the disk stays what it is."""
    if isinstance(exc, StoreUnavailable):
        return exc
    title = "It would not be right" if isinstance(exc, ConfigError) else "Not found"
    return RequestError(409 if isinstance(exc, ConfigError) else 404, title, str(exc))


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")
