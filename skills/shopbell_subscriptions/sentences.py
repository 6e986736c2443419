"""What is said about subscriptions. What customers agree to stands here word for word; it is kept as they read it."""

from shopbell import Text as _
from shopbell.shop import Money

WHERE = _("Where would you like to read our newsletter?")
BY_MAIL = _("By e-mail")
HERE = _("Here")
WHICH = _("Which product do you mean? Tell me its name, please.")
UNKNOWN = _("I do not find that product.")
LATER = _("I cannot look into the shop's books at the moment. Please try again in a few minutes.")
NO_CODE = _("I cannot send a code there now. Please try it again in an hour, or ask for a person.")
NOTHING_SENT = _("All right, I send you nothing.")
ONCE = _("Done, I tell you here, once. “Stop my alerts” ends it.")
NOTHING = _("You are subscribed to nothing.")
ENDED = _("Done, that has ended.")


def newsletter_here(shop: str) -> _:
    """What they agree to who read it where they write."""
    return _(
        "Shall {shop} send you its newsletter here, with news and offers? You can end it at any time by writing:"
        " unsubscribe.",
        shop=shop,
    )


def newsletter_by_mail(shop: str, address: str) -> _:
    """What they agree to who read it by e-mail."""
    return _(
        "Shall {shop} send its newsletter to {address}, with news and offers? You can end it at any time by writing:"
        " unsubscribe.",
        shop=shop,
        address=address,
    )


def price_wording(shop: str, product: str, below: Money) -> _:
    """What they agree to who wait for a price."""
    return _(
        "Shall {shop} write to you here, once, when {product} costs {price} or less? You can end it at any time.",
        shop=shop,
        product=product,
        price=below,
    )


def stock_wording(shop: str, product: str) -> _:
    """What they agree to who wait for a product."""
    return _(
        "Shall {shop} write to you here, once, when {product} is in stock again? You can end it at any time.",
        shop=shop,
        product=product,
    )
