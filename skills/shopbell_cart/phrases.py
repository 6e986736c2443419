"""How customers speak of their cart."""

from shopbell import Intent

ADD = Intent(
    "cart.add",
    {
        "en": (
            "add this to my cart", "put it in my cart", "put two of these in my basket", "I want to buy this",
            "I take it", "add to cart", "I would like to buy one", "add the blue cup to my cart",
            "put a table lamp in the basket", "add the desk globe to my cart", "put the walnut tray into my cart",
            "please add one more to my cart", "I want to order the white shirt",
        ),
        "de": (
            "leg das in den Warenkorb", "in den Warenkorb damit", "zwei davon in den Warenkorb",
            "das möchte ich kaufen",
            "das nehme ich", "in den Warenkorb legen", "leg die blaue Tasse in den Warenkorb",
        ),
        "fr": (
            "ajoutez ceci à mon panier", "mettez-le dans mon panier", "je veux acheter ceci", "je le prends",
            "ajouter au panier",
        ),
        "es": (
            "añade esto a mi carrito", "ponlo en mi cesta", "quiero comprar esto", "me lo llevo", "añadir al carrito",
        ),
    },
    title="put something in the cart",
)  # fmt: skip
SHOW = Intent(
    "cart.show",
    {
        "en": ("show my cart", "what is in my cart", "what is in my basket", "view cart", "my shopping cart"),
        "de": ("zeig mir den Warenkorb", "was ist in meinem Warenkorb", "mein Warenkorb", "Warenkorb anzeigen"),
        "fr": ("montrez-moi mon panier", "qu'y a-t-il dans mon panier", "mon panier", "voir le panier"),
        "es": ("muéstrame mi carrito", "qué hay en mi cesta", "mi carrito", "ver el carrito"),
    },
    title="what is in the cart",
)
CHANGE = Intent(
    "cart.change",
    {
        "en": ("change the quantity in my cart", "change my cart", "I want another number of them in my cart"),
        "de": ("die Menge im Warenkorb ändern", "Warenkorb ändern", "ich möchte eine andere Anzahl im Warenkorb"),
        "fr": ("changer la quantité dans mon panier", "modifier mon panier"),
        "es": ("cambiar la cantidad en mi carrito", "modificar mi carrito"),
    },
    title="change the cart",
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
    title="take something out of the cart",
)
VOUCHER = Intent(
    "cart.voucher",
    {
        "en": ("I have a voucher code", "use my discount code", "redeem a coupon", "apply the code"),
        "de": ("ich habe einen Gutscheincode", "Rabattcode einlösen", "Gutschein einlösen im Warenkorb"),
        "fr": ("j'ai un code promo", "utiliser mon code de réduction", "appliquer un code promotionnel"),
        "es": ("tengo un código de descuento", "usar mi código promocional", "canjear un cupón"),
    },
    title="use a voucher",
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
    title="save something for later",
)
SAVED = Intent(
    "cart.saved",
    {
        "en": ("show my wish list", "what did I save for later", "what is on my wish list"),
        "de": ("zeig meinen Merkzettel", "was steht auf meiner Wunschliste", "meine Wunschliste"),
        "fr": ("montrez ma liste d'envies", "ma liste d'envies"),
        "es": ("muestra mi lista de deseos", "mi lista de deseos"),
    },
    title="the wish list",
)
