"""What customers save for later."""

from collections.abc import Iterable

from shopbell import PluginScope, Reply, Skill, Turn, Write, skill
from shopbell import Text as _

from .phrases import SAVE, SAVED
from .reading import product_in, product_meant

KEEP = "INSERT INTO p_shopbell_cart_saved (customer_id, product, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
KEPT = "SELECT product FROM p_shopbell_cart_saved WHERE customer_id = ? ORDER BY at DESC, product LIMIT 20"


def wish_list(scope: PluginScope) -> Iterable[Skill]:
    """To save something, and to see what was saved."""

    @skill(SAVE)
    async def save(turn: Turn) -> Reply:
        product = await product_meant(scope, product_in(turn), turn.text)
        if product is None:
            return Reply(text=_("What shall I save? Please tell me the name of the product."))
        turn.write(Write(KEEP, (turn.customer.id, product.id, turn.now)))
        return Reply(text=_("I have saved {title} for you.", title=product.title_in(turn.language)))

    @skill(SAVED)
    async def saved(turn: Turn) -> Reply:
        rows = await scope.tables.fetch(KEPT, (turn.customer.id,))
        products = await scope.service("catalogue").products([product for (product,) in rows])
        if not products:
            return Reply(text=_("Your wish list is empty."))
        titles = [product.title_in(turn.language) for product in products]
        return Reply(text=_("On your wish list: {titles}", titles=titles))

    return [save, saved]
