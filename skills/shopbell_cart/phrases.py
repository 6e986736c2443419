"""How customers speak of their cart."""

from shopbell import Intent
from shopbell import Text as _

ADD = Intent(
    "cart.add",
    {
        "en": (
            "add this to my cart", "put it in my cart", "put two of these in my basket", "I want to buy this",
            "I take it", "add to cart", "I would like to buy one", "add the blue cup to my cart",
            "put a table lamp in the basket", "add the desk globe to my cart", "put the walnut tray into my cart",
            "please add one more to my cart", "I want to order the white shirt", "I'll take it",
            "I will take the first one", "I'd like to order this one", "I want to order it",
        ),
        "de": (
            "leg das in den Warenkorb", "in den Warenkorb damit", "zwei davon in den Warenkorb",
            "das möchte ich kaufen",
            "das nehme ich", "in den Warenkorb legen", "leg die blaue Tasse in den Warenkorb",
            "den Walnussteller bitte in den Warenkorb legen", "lege einen Strauß in meinen Warenkorb",
            "ich möchte das weiße Hemd bestellen", "das erste nehme ich", "ich möchte das bestellen",
        ),
        "fr": (
            "ajoutez ceci à mon panier", "mettez-le dans mon panier", "je veux acheter ceci", "je le prends",
            "ajouter au panier", "je prends le premier", "je voudrais commander celui-ci",
        ),
        "es": (
            "añade esto a mi carrito", "ponlo en mi cesta", "quiero comprar esto", "me lo llevo", "añadir al carrito",
            "me llevo el primero", "quiero pedir este",
        ),
    },
    title=_("put something in the cart"),
)  # fmt: skip
SHOW = Intent(
    "cart.show",
    {
        "en": ("show my cart", "what is in my cart", "what is in my basket", "view cart", "my shopping cart"),
        "de": ("zeig mir den Warenkorb", "was ist in meinem Warenkorb", "mein Warenkorb", "Warenkorb anzeigen"),
        "fr": ("montrez-moi mon panier", "qu'y a-t-il dans mon panier", "mon panier", "voir le panier"),
        "es": ("muéstrame mi carrito", "qué hay en mi cesta", "mi carrito", "ver el carrito"),
    },
    title=_("what is in the cart"),
)
CHANGE = Intent(
    "cart.change",
    {
        "en": ("change the quantity in my cart", "change my cart", "I want another number of them in my cart"),
        "de": ("die Menge im Warenkorb ändern", "Warenkorb ändern", "ich möchte eine andere Anzahl im Warenkorb"),
        "fr": ("changer la quantité dans mon panier", "modifier mon panier"),
        "es": ("cambiar la cantidad en mi carrito", "modificar mi carrito"),
    },
    title=_("change the cart"),
)
REMOVE = Intent(
    "cart.remove",
    {
        "en": (
            "remove it from my cart",
            "take that out of my basket",
            "delete this from the cart",
            "remove the blue cup from my cart",
            "take the table lamp out of my cart",
        ),
        "de": ("nimm das aus dem Warenkorb", "aus dem Warenkorb entfernen", "lösche das aus dem Warenkorb"),
        "fr": ("retirez-le de mon panier", "supprimer du panier"),
        "es": ("quítalo de mi carrito", "eliminar del carrito"),
    },
    title=_("take something out of the cart"),
)
CLEAR = Intent(
    "cart.clear",
    {
        "en": ("empty my cart", "clear my cart", "empty my basket", "delete everything from my cart",
               "take everything out of my basket"),
        "de": ("Warenkorb leeren", "leere meinen Warenkorb", "alles aus dem Warenkorb nehmen"),
        "fr": ("vider mon panier", "videz mon panier", "tout retirer de mon panier"),
        "es": ("vaciar mi carrito", "vacía mi cesta", "quita todo de mi carrito"),
    },
    title=_("empty the cart"),
)  # fmt: skip
VOUCHER = Intent(
    "cart.voucher",
    {
        "en": (
            "I have a voucher code",
            "I have a voucher",
            "use my discount code",
            "redeem a coupon",
            "apply the code",
        ),
        "de": (
            "ich habe einen Gutscheincode",
            "ich habe einen Gutschein",
            "Rabattcode einlösen",
            "Gutschein einlösen im Warenkorb",
        ),
        "fr": ("j'ai un code promo", "utiliser mon code de réduction", "appliquer un code promotionnel"),
        "es": ("tengo un código de descuento", "usar mi código promocional", "canjear un cupón"),
    },
    title=_("use a voucher"),
)
SAVE = Intent(
    "cart.save",
    {
        "en": (
            "save this for later",
            "save the table lamp for later",
            "put it on my wish list",
            "remember this product for me",
        ),
        "de": ("merk mir das für später", "auf meinen Merkzettel", "auf die Wunschliste damit"),
        "fr": ("gardez-le pour plus tard", "ajoutez-le à ma liste d'envies"),
        "es": ("guárdalo para después", "ponlo en mi lista de deseos"),
    },
    title=_("save something for later"),
)
SAVED = Intent(
    "cart.saved",
    {
        "en": ("show my wish list", "what did I save for later", "what is on my wish list"),
        "de": ("zeig meinen Merkzettel", "was steht auf meiner Wunschliste", "meine Wunschliste"),
        "fr": ("montrez ma liste d'envies", "ma liste d'envies"),
        "es": ("muestra mi lista de deseos", "mi lista de deseos"),
    },
    title=_("the wish list"),
)
