"""Greets at the beginning of a visit: who comes back by name, the season, the page they are on."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from shopbell import PluginScope, Policy, Reply, TextPart, Turn, hookimpl
from shopbell import Text as _

from .settings import GreetingSettings, said_in

HOUR_MS = 3_600_000
UPSET = -0.3  # a sentiment below it, and cheerful words would be out of place
LONGEST_NAME = 40
GREETED = "smalltalk.greeting"  # what is answered to a "hello" is a greeting itself
WHAT = _("What can I do for you?")


class Greeting(Policy):
    """Says hello before the first answer of a visit, once, and never to somebody who is annoyed."""

    name = "greeting"

    def __init__(self, settings: GreetingSettings) -> None:
        self._settings = settings

    def adapt(self, turn: Turn, reply: Reply) -> Reply:
        """The reply with a greeting before it, where one is due."""
        if not turn.message.key or not reply.parts:
            return reply  # nobody wrote, or a person answers
        seen = turn.recall("seen", 0)
        turn.remember("seen", turn.now)
        if turn.now - seen < self._settings.after_hours * HOUR_MS or _is_upset(turn):
            return reply
        greeting = [TextPart(text=words) for words in self._greeting(turn, returning=seen > 0)]
        if greeting and turn.intent == GREETED:
            return Reply(*greeting, TextPart(text=WHAT))
        return Reply(*greeting, *reply.parts) if greeting else reply

    def _greeting(self, turn: Turn, *, returning: bool) -> "Iterator[_ | str]":
        if turn.customer.personalised:
            name = " ".join((turn.customer.name or "").split()) if self._settings.by_name else ""
            if name and len(name) <= LONGEST_NAME:
                yield _("Welcome back, {name}!", name=name) if returning else _("Hello, {name}!", name=name)
            elif returning:
                yield _("Welcome back!")
        season = next((one for one in self._settings.seasons if one.has(turn.today)), None)
        if season is not None:
            yield said_in(season.text, turn.language, turn.shop)
        path = urlsplit(turn.context.page or "").path
        page = next((one for one in self._settings.pages if path and one.path in path), None)
        if page is not None:
            yield said_in(page.text, turn.language, turn.shop)


def _is_upset(turn: Turn) -> bool:
    return turn.understood.sentiment < UPSET or turn.understood.emotion in ("angry", "disappointed")


@hookimpl
def shopbell_policies(scope: PluginScope) -> Iterable[Policy]:
    return [Greeting(scope.settings(GreetingSettings))]
