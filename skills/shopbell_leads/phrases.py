"""How customers ask for an offer."""

from shopbell import Intent
from shopbell import Text as _

LEAD = Intent(
    "lead",
    {
        "en": (
            "I would like an offer", "can you make me an offer", "I need a quote", "request a quote",
            "what would a large order cost", "we are planning an event and need a quote",
        ),
        "de": (
            "ich möchte ein Angebot", "können Sie mir ein Angebot machen", "ich brauche einen Kostenvoranschlag",
            "Angebot anfordern", "was würde eine große Bestellung kosten",
        ),
        "fr": (
            "je voudrais un devis", "pouvez-vous me faire une offre", "demander un devis",
            "combien coûterait une grande commande", "j'ai besoin d'un devis",
        ),
        "es": (
            "quisiera un presupuesto", "me pueden hacer una oferta", "pedir un presupuesto",
            "cuánto costaría un pedido grande", "necesito un presupuesto",
        ),
    },
    title=_("an offer for you"),
)  # fmt: skip
