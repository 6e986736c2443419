"""How customers ask to send something back, and what became of it."""

from shopbell import Intent
from shopbell import Text as _

RETURNS = Intent(
    "returns",
    {
        "en": (
            "I want to return something from my order", "I want to send my order back", "start a return",
            "I would like to exchange what I bought", "return my order",
            "I got the wrong item", "you sent me the wrong one",
        ),
        "de": (
            "ich möchte etwas aus meiner Bestellung zurückschicken", "ich möchte meine Bestellung zurückgeben",
            "Rücksendung anmelden", "ich möchte meinen Kauf umtauschen",
            "ich habe das Falsche bekommen", "sie haben mir den falschen Artikel geschickt",
        ),
        "fr": (
            "je veux renvoyer un article de ma commande", "je veux retourner ma commande", "demander un retour",
            "je voudrais échanger mon achat", "j'ai reçu le mauvais article",
            "vous m'avez envoyé le mauvais article",
        ),
        "es": (
            "quiero devolver algo de mi pedido", "quiero devolver mi pedido", "iniciar una devolución",
            "quiero cambiar lo que compré", "he recibido el artículo equivocado",
            "me han enviado otra cosa",
        ),
    },
    title=_("send something back"),
)  # fmt: skip
RETURN_STATUS = Intent(
    "returns.status",
    {
        "en": ("what about my return", "where is my refund", "has my return arrived"),
        "de": ("was ist mit meiner Rücksendung", "wo bleibt meine Erstattung"),
        "fr": ("où en est mon retour", "où est mon remboursement"),
        "es": ("qué pasa con mi devolución", "dónde está mi reembolso"),
    },
    title=_("what became of a return"),
)
