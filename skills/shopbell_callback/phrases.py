"""How customers ask to be called."""

from shopbell import Intent
from shopbell import Text as _

CALLBACK = Intent(
    "callback",
    {
        "en": (
            "please call me back", "can somebody call me back", "can you call me", "I would like a call back",
            "give me a call please", "ring me back please",
            "call me tomorrow", "could someone phone me",
        ),
        "de": (
            "bitte rufen Sie mich zurück", "können Sie mich anrufen", "ich hätte gern einen Rückruf",
            "Rückruf bitte",
            "rufen Sie mich bitte an", "kann mich jemand zurückrufen",
        ),
        "fr": (
            "rappelez-moi s'il vous plaît", "pouvez-vous me rappeler", "je voudrais être rappelé",
            "appelez-moi s'il vous plaît",
            "est-ce que quelqu'un peut me rappeler",
        ),
        "es": (
            "llámenme por favor", "pueden llamarme", "quisiera que me llamen",
            "me pueden devolver la llamada", "que alguien me llame por favor",
        ),
    },
    title=_("a call back"),
)  # fmt: skip
