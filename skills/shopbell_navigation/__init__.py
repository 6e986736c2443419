"""Finds the shop's pages and links them: the terms, the size guide, the contact page."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import Meta

from shopbell import (
    ConfigError,
    Intent,
    Option,
    PluginScope,
    Reply,
    Settings,
    ShopAtHand,
    Skill,
    TextPart,
    Turn,
    hookimpl,
)
from shopbell import Text as _

from .matching import named_in
from .pages import FILE, Page, Shelf, in_language, read_pages
from .phrases import examples
from .places import absolute, same_place

_mistakes: list[str] = []


class NavigationSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_navigation]`` table."""

    shown: Annotated[int, Meta(ge=2, le=10)] = 3  # buttons, where several pages may be meant


class Navigation:
    """Leads to the page that is named; silent when none is, so that others answer."""

    name = "navigation"

    def __init__(self, scope: PluginScope, pages: Sequence[Page], settings: NavigationSettings) -> None:
        self._pages, self._most = pages, settings.shown
        self._site, self._first = scope.shop.website or scope.public_url, scope.shop.languages[0]
        self.intents = (Intent("navigation", examples(pages, scope.shop.languages)),)

    async def answer(self, turn: Turn) -> Reply | None:
        """One page, or a button for each that may be meant."""
        found = in_language(named_in(turn.text, self._pages), turn.language, self._first)
        if not found:
            return None
        if len(found) > 1:
            return Reply(
                text=_("Which of these do you mean?"), options=[self._button(one) for one in found[: self._most]]
            )
        [page] = found
        told = [TextPart(text=page.description)] if page.description else []
        if turn.context.page and same_place(absolute(self._site, page.url), turn.context.page):
            return Reply(TextPart(text=_("This is the page you are on: {page}.", page=page.title)), *told)
        here = TextPart(text=_("You find it here: {page}.", page=page.title))
        return Reply(here, *told, options=[self._button(page)])

    def _button(self, page: Page) -> Option:
        return Option(page.title, url=absolute(self._site, page.url))


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    """None without pages: a shop that lists none is not asked for any."""
    shelf = _read(scope)
    _mistakes.extend(f"{FILE}, line {one.line}: {one.sentence}" for one in shelf.mistakes)
    return [Navigation(scope, shelf.pages, scope.settings(NavigationSettings))] if shelf.pages else []


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    return [ConfigError(one.sentence, file=shop.folder / FILE, line=one.line) for one in _read(shop).mistakes]


@hookimpl
def shopbell_health() -> Iterable[str]:
    return list(_mistakes)


def _read(shop: PluginScope | ShopAtHand) -> Shelf:
    return read_pages(next(iter(shop.content(FILE).values()), b""), shop.shop.languages)
