"""Which product a message names, from the catalogue itself: the readers of entities may not know it yet."""

import re

from shopbell.shop.catalogue import Catalogue, Product, pages

MOST_READ = 5_000  # products; a larger shop is searched by its search


def _stems(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {word.removesuffix("s") if len(word) > 3 else word for word in words}


async def named_in(catalogue: Catalogue, text: str) -> Product | None:
    """The product whose whole title, in any language, is said; the longest title, None when two are as long.

    Raises ``NotReadyError``.
    """
    said, found, longest = _stems(text), None, 0
    async for page in pages(catalogue, most=MOST_READ):
        for product in page:
            for title in (product.title, *product.titles.values()):
                stems = _stems(title)
                if not stems or not stems <= said or len(stems) < longest:
                    continue
                other = found is not None and found.id != product.id and len(stems) == longest
                found, longest = (None if other else product), len(stems)
    return found
