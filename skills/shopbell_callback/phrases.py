"""How customers ask to be called, or to leave a message."""

from shopbell import Intent

CALLBACK = Intent(
    "callback",
    {
        "en": (
            "please call me back", "can somebody call me back", "can you call me", "I would like a call back",
            "I want to leave a message", "can I leave a message", "give me a call please", "ring me back please",
            "call me tomorrow", "could someone phone me",
        ),
        "de": (
            "bitte rufen Sie mich zurück", "können Sie mich anrufen", "ich hätte gern einen Rückruf",
            "ich möchte eine Nachricht hinterlassen", "kann ich eine Nachricht hinterlassen", "Rückruf bitte",
            "rufen Sie mich bitte an", "kann mich jemand zurückrufen",
        ),
        "fr": (
            "rappelez-moi s'il vous plaît", "pouvez-vous me rappeler", "je voudrais être rappelé",
            "je veux laisser un message", "puis-je laisser un message", "appelez-moi s'il vous plaît",
            "est-ce que quelqu'un peut me rappeler",
        ),
        "es": (
            "llámenme por favor", "pueden llamarme", "quisiera que me llamen", "quiero dejar un mensaje",
            "puedo dejar un mensaje", "me pueden devolver la llamada", "que alguien me llame por favor",
        ),
    },
    title="a call back",
)  # fmt: skip
