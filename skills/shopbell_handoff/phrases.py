"""How customers ask for a person."""

from shopbell import Intent

HANDOFF = Intent(
    "handoff",
    {
        "en": (
            "I want to talk to a person", "talk to a human", "can I speak to someone", "a person please",
            "human please", "let me talk to a real person", "connect me with an agent", "I need a human",
            "speak to customer service", "can I talk to the owner", "I want to speak with an employee",
            "is there a real person I can talk to", "customer support please", "get me someone real", "human",
            "agent", "operator", "is anybody there",
            "I would like to speak to somebody", "I do not want to talk to a bot",
        ),
        "de": (
            "ich möchte mit einem Menschen sprechen", "mit einem Menschen sprechen",
            "kann ich mit jemandem sprechen", "einen Mitarbeiter bitte", "Mitarbeiter", "ist da jemand",
            "einen Menschen bitte", "ich will mit einer Person reden", "verbinden Sie mich mit einem Mitarbeiter",
            "ich brauche einen echten Menschen", "Kundenservice bitte", "kann ich den Chef sprechen",
            "ich möchte nicht mit einem Bot reden", "gibt es hier einen echten Menschen",
        ),
        "fr": (
            "je veux parler à une personne", "parler à un humain", "puis-je parler à quelqu'un",
            "un conseiller s'il vous plaît", "un humain s'il vous plaît", "je voudrais parler à un vrai humain",
            "mettez-moi en relation avec un conseiller", "j'ai besoin d'un humain", "service client s'il vous plaît",
            "puis-je parler au patron", "je ne veux pas parler à un robot", "parler à un employé", "humain",
        ),
        "es": (
            "quiero hablar con una persona", "hablar con un humano", "puedo hablar con alguien",
            "una persona por favor", "un agente por favor", "quiero hablar con una persona real",
            "póngame con un agente", "necesito una persona", "atención al cliente por favor",
            "puedo hablar con el dueño", "no quiero hablar con un bot", "hablar con un empleado", "humano",
        ),
    },
)  # fmt: skip
