"""The service ``search``, kept in step with the shop's catalogue, whichever plugin brings it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from anyio import Lock, to_thread

from shopbell import NotReadyError, PluginScope
from shopbell.shop import Catalogue, Criteria, Found, pages

from .synonyms import Meaning, shipped

if TYPE_CHECKING:
    from .index import Index
    from .nearest import Encoder

SHORT = 200  # characters that are read at once, in up to 0.5 ms
LOOK_SECONDS = 2.0  # between two looks at the catalogue's version: one attribute, not a question to a database
MOST_PRODUCTS = 50_000  # more would not fit beside the shop; the rest is not found


class CatalogueSearch:
    """Searches in worker threads. Nothing is read of the catalogue before the first search: a shop that has no use for
    it pays nothing.
    """

    def __init__(self, scope: PluginScope, own: Sequence[Meaning]) -> None:
        """Take the shop's own synonyms, which go before those that come with Shopbell."""
        self._scope, self._own = scope, own
        self._index: Index | None = None
        self._version = -1
        self._read: tuple[Index, str, bool, Criteria] | None = None  # the last one
        self._building = Lock()
        self.products_left_out = False

    async def follow(self) -> None:
        """Take the catalogue over, if it has changed and anybody searches."""
        try:
            if self._index is not None:
                await self._current()
        except NotReadyError:
            return

    async def read(self, text: str, language: str = "", *, guess: bool = True) -> Criteria:
        """What a sentence asks for. Words of all languages are known at once, so ``language`` is of no account."""
        index = await self._current()
        if self._read is None or self._read[:3] != (index, text, guess):  # several skills ask it of the same message
            work = partial(index.read, text, self._encoder(), guess=guess)
            # A thread costs as much as a short sentence.
            self._read = (index, text, guess, work() if len(text) <= SHORT else await to_thread.run_sync(work))
        return self._read[3]

    async def meets(self, text: str, language: str = "") -> bool:
        """Is the sentence a wish and nothing else, and is there a product for it?"""
        index = await self._current()
        if not index.may_be_wish(text, self._encoder()):
            return False
        criteria = await self.read(text, language, guess=False)
        return criteria.is_wish and bool((await self.find(criteria, 1)).products)

    async def find(self, criteria: Criteria, limit: int = 10) -> Found:
        """The products that meet all of it."""
        index = await self._current()
        return await to_thread.run_sync(index.shelf.find, criteria, limit)

    async def choices(self, criteria: Criteria) -> Mapping[str, Mapping[str, int]]:
        """What is left to choose from."""
        index = await self._current()
        return await to_thread.run_sync(index.shelf.choices, criteria)

    async def prices(self, criteria: Criteria, parts: int = 3) -> tuple[int, ...]:
        """Where the prices of what is left can be parted."""
        index = await self._current()
        return await to_thread.run_sync(index.shelf.prices, criteria, parts)

    async def _current(self) -> "Index":
        catalogue: Catalogue = self._scope.service("catalogue")
        if self._index is None or catalogue.version != self._version:
            async with self._building:
                version = catalogue.version
                if self._index is None or version != self._version:
                    self._index, self._version = await self._build(catalogue), version
        return self._index

    async def _build(self, catalogue: Catalogue) -> "Index":
        from .index import Index  # lazy: its patterns take 60 ms, off the way from start to ready
        from .shelf import Shelf  # lazy: as above

        shelf = Shelf()
        async for piece in pages(catalogue, most=MOST_PRODUCTS):
            await to_thread.run_sync(shelf.take, piece)
        self.products_left_out = len(shelf) >= MOST_PRODUCTS
        index = await to_thread.run_sync(Index, shelf, self._meanings(), self._scope.shop.currency)
        encoder = self._encoder()
        if encoder is not None:
            await to_thread.run_sync(index.compare_with, encoder)
        self._scope.log.info("catalogue taken up", products=len(shelf))
        return index

    def _meanings(self) -> list[Meaning]:
        languages = self._scope.shop.languages
        # Many a shop calls its colours and sizes in English, whatever it speaks.
        return [*self._own, *(one for language in dict.fromkeys((*languages, "en")) for one in shipped(language))]

    def _encoder(self) -> "Encoder | None":
        try:
            encoder: Encoder = self._scope.service("encoder")
        except NotReadyError:
            return None
        return encoder
