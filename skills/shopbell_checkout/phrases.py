"""How customers say that they want to order."""

from shopbell import Intent
from shopbell import Text as _

CHECKOUT = Intent(
    "checkout",
    {
        "en": (
            "checkout", "check out", "go to checkout", "I want to order what is in my cart", "place my order",
            "order my cart", "buy my cart now",
        ),
        "de": (
            "zur Kasse", "ich möchte meinen Warenkorb bestellen", "jetzt bestellen", "Bestellung aufgeben",
            "den Warenkorb kaufen",
        ),
        "fr": ("passer à la caisse", "commander mon panier", "passer la commande", "finaliser ma commande"),
        "es": ("pasar por caja", "pedir lo que hay en mi carrito", "hacer el pedido", "finalizar la compra"),
    },
    title=_("order what is in the cart"),
)  # fmt: skip
