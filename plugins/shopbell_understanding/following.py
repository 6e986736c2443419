"""Keeps what customers may name in step with the shop's catalogue, whichever plugin brings it."""

from anyio import to_thread

from shopbell import NotReadyError, PluginScope
from shopbell.shop import Catalogue as ShopCatalogue
from shopbell.shop import Product, pages

from .entities import Catalogue, ShopEntities
from .entities.catalogue import COLUMNS, MOST_PRODUCTS
from .entities.catalogue import Product as Named

LOOK_SECONDS = 2.0  # between two looks at the catalogue's version: one attribute, not a question to a database


class FollowedCatalogue:
    """The service ``catalogue`` beside the readers of values; without one ``catalogue.csv`` is all they know."""

    def __init__(self, scope: PluginScope, entities: ShopEntities) -> None:
        self._scope, self._entities = scope, entities
        self._version = 0

    async def follow(self) -> None:
        """Take the catalogue over, if it has changed."""
        try:
            catalogue: ShopCatalogue = self._scope.service("catalogue")
            version = catalogue.version
            if version in (0, self._version):  # 0: it is just being read
                return
            found = await _all_of(catalogue)
        except NotReadyError:
            return
        await to_thread.run_sync(self._entities.know, Catalogue(tuple(map(_named, found))))
        self._version = version
        self._scope.log.info("catalogue read", products=len(found))


async def _all_of(catalogue: ShopCatalogue) -> list[Product]:
    found = [product async for page in pages(catalogue, most=MOST_PRODUCTS) for product in page]
    return found[:MOST_PRODUCTS]


def _named(product: Product) -> Named:
    said = {name: list(product.attributes.get(name, ())) for name in COLUMNS}
    for variant in product.variants:
        for name, value in variant.values.items():
            if name in said and value not in said[name]:
                said[name].append(value)
    said["category"] = list(product.categories)
    said["brand"] = [product.brand] if product.brand else []
    values = {name: tuple(several) for name, several in said.items() if several}
    return Named(product.id, (product.title, *product.titles.values()), values)
