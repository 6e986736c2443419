"""How customers look for something, ask about it, compare, and want to be helped."""

from shopbell import Intent
from shopbell import Text as _

SURE = 0.5  # below it nobody is asked "did you mean ...?": whatever is a plain wish is understood without the model

PRODUCT_SEARCH = Intent(
    "product_search",
    {
        "en": (
            "I am looking for a red dress", "do you have black leather boots", "show me lamps under 50 dollars",
            "I need a coat for the winter", "looking for a blue shirt in size M", "search for headphones",
            "find me a handbag with free shipping", "what kinds of rugs do you have", "which watches do you sell",
            "a stylish red dress for a summer wedding under $150", "something cheaper", "show me more of these",
        ),
        "de": (
            "ich suche ein rotes Kleid", "haben Sie schwarze Lederstiefel", "zeig mir Lampen unter 50 Euro",
            "ich brauche einen Mantel für den Winter", "ich hätte gern ein blaues Hemd in Größe M",
            "welche Uhren haben Sie im Angebot", "suche eine Handtasche ohne Versandkosten", "etwas Günstigeres",
            "zeigen Sie mir noch mehr davon",
        ),
        "fr": (
            "je cherche une robe rouge", "avez-vous des bottes en cuir noir",
            "montrez-moi des lampes à moins de 50 euros",
            "il me faut un manteau pour l'hiver", "une chemise bleue en taille M", "quelles montres vendez-vous",
            "un sac à main avec livraison gratuite", "quelque chose de moins cher", "montrez-m'en d'autres",
        ),
        "es": (
            "busco un vestido rojo", "tienen botas de cuero negras", "muéstrame lámparas por menos de 50 euros",
            "necesito un abrigo para el invierno", "una camisa azul en talla M", "qué relojes venden",
            "un bolso con envío gratis", "algo más barato", "muéstrame más de estos",
        ),
    },
    threshold=SURE,
    title=_("finding a product"),
)  # fmt: skip
PRODUCT_RANGE = Intent(
    "product_range",
    {
        "en": (
            "what do you sell", "what do you have", "what can I buy here", "what kind of products do you sell",
            "what products do you have", "what else do you have", "show me everything you have",
            "show me your products", "what is in your shop", "can I see your range",
            "can I see the menu", "can I see a menu", "menu", "do you have a catalogue", "do you have a price list",
            "what is on the menu",
        ),
        "de": (
            "was verkaufen Sie", "was haben Sie im Angebot", "was kann ich hier kaufen",
            "was gibt es bei Ihnen alles",
            "welche Produkte haben Sie", "was haben Sie sonst noch", "zeigen Sie mir Ihr Sortiment",
            "was führen Sie alles", "haben Sie eine Karte", "haben Sie einen Katalog",
        ),
        "fr": (
            "que vendez-vous", "qu'est-ce que vous avez", "que puis-je acheter ici", "quels produits proposez-vous",
            "qu'est-ce que vous avez d'autre", "montrez-moi tout ce que vous avez", "quels articles avez-vous",
        ),
        "es": (
            "qué venden", "qué tienen", "qué puedo comprar aquí", "qué productos tienen", "qué más tienen",
            "muéstrame todo lo que tienen", "qué ofrecen en la tienda",
        ),
    },
    threshold=SURE,
    title=_("what we sell"),
)  # fmt: skip
PRODUCT_QUESTION = Intent(
    "product_question",
    {
        "en": (
            "what is it made of", "does it contain nuts", "how do I wash it", "do you have it in size M",
            "is this one in stock", "how much is the second one", "which sizes does it come in",
            "tell me more about it",
            "is the first one available in blue", "what are the allergens of this one",
        ),
        "de": (
            "woraus ist es gemacht", "sind da Nüsse drin", "wie wasche ich es", "gibt es das in Größe M",
            "ist das vorrätig", "was kostet das zweite", "welche Größen gibt es davon",
            "erzählen Sie mir mehr darüber",
        ),
        "fr": (
            "en quoi est-il fait", "contient-il des noix", "comment le laver", "l'avez-vous en taille M",
            "est-il en stock", "combien coûte le deuxième", "quelles tailles existent", "dites-m'en plus",
        ),
        "es": (
            "de qué está hecho", "contiene nueces", "cómo se lava", "lo tienen en talla M", "está disponible este",
            "cuánto cuesta el segundo", "qué tallas hay", "cuéntame más sobre esto",
        ),
    },
    threshold=SURE,
    title=_("a question about a product"),
)  # fmt: skip
COMPARISON = Intent(
    "product_comparison",
    {
        "en": (
            "compare the first two", "what is the difference between the first and the second one",
            "compare these two", "which of the two is better", "compare the first one with the third one",
        ),
        "de": (
            "vergleichen Sie die ersten beiden", "was ist der Unterschied zwischen dem ersten und dem zweiten",
            "vergleiche die zwei", "welches von beiden ist besser",
        ),
        "fr": (
            "comparez les deux premiers", "quelle est la différence entre le premier et le deuxième",
            "compare ces deux", "lequel des deux est le mieux",
        ),
        "es": (
            "compara los dos primeros", "cuál es la diferencia entre el primero y el segundo", "compara estos dos",
            "cuál de los dos es mejor",
        ),
    },
    threshold=SURE,
    title=_("comparing two products"),
)  # fmt: skip
GUIDED_SELECTION = Intent(
    "guided_selection",
    {
        "en": (
            "help me choose", "can you help me find something", "I do not know what to buy", "I need a gift idea",
            "what would you recommend as a present", "help me pick a gift for my wife",
            "I need some advice what to buy",
            "which one should I take", "a present for my girlfriend", "a gift for a friend who has everything",
            "I need something for my sister",
        ),
        "de": (
            "helfen Sie mir bei der Auswahl", "ich weiß nicht, was ich kaufen soll", "ich brauche eine Geschenkidee",
            "was empfehlen Sie als Geschenk", "können Sie mich beraten", "welches soll ich nehmen",
            "ein Geschenk für meine Freundin", "ich brauche etwas für meine Schwester",
        ),
        "fr": (
            "aidez-moi à choisir", "je ne sais pas quoi acheter", "j'ai besoin d'une idée cadeau",
            "que recommandez-vous comme cadeau", "pouvez-vous me conseiller",
            "un cadeau pour ma copine", "il me faut quelque chose pour ma sœur",
        ),
        "es": (
            "ayúdame a elegir", "no sé qué comprar", "necesito una idea para un regalo",
            "qué recomiendan como regalo", "me pueden aconsejar",
            "un regalo para mi novia", "necesito algo para mi hermana",
        ),
    },
    threshold=SURE,
    title=_("help with choosing"),
)  # fmt: skip
