"""How customers ask for a person, or to leave a message for one."""

from shopbell import Intent
from shopbell import Text as _

MESSAGE_PAYLOAD = "I want to leave a message"  # of a button; understood in every language, as an example below
HANDOFF = Intent(
    "handoff",
    {
        "en": (
            "I want to talk to a person", "talk to a human", "can I speak to someone", "a person please",
            "human please", "let me talk to a real person", "connect me with an agent", "I need a human",
            "speak to customer service", "can I talk to the owner", "I want to speak with an employee",
            "is there a real person I can talk to", "customer support please", "get me someone real", "human",
            "agent", "operator", "is anybody there", "I want a human", "I want a real person", "give me a human",
            "I would like to speak to somebody", "I do not want to talk to a bot",
        ),
        "de": (
            "ich möchte mit einem Menschen sprechen", "mit einem Menschen sprechen",
            "kann ich mit jemandem sprechen", "einen Mitarbeiter bitte", "Mitarbeiter", "ist da jemand",
            "ist jemand da",
            "einen Menschen bitte", "ich will mit einer Person reden", "verbinden Sie mich mit einem Mitarbeiter",
            "ich brauche einen echten Menschen", "Kundenservice bitte", "kann ich den Chef sprechen",
            "ich möchte nicht mit einem Bot reden", "gibt es hier einen echten Menschen", "ich will einen Menschen",
            "geben Sie mir einen Menschen", "Mensch",
        ),
        "fr": (
            "je veux parler à une personne", "parler à un humain", "puis-je parler à quelqu'un",
            "un conseiller s'il vous plaît", "un humain s'il vous plaît", "je voudrais parler à un vrai humain",
            "mettez-moi en relation avec un conseiller", "j'ai besoin d'un humain", "service client s'il vous plaît",
            "puis-je parler au patron", "je ne veux pas parler à un robot", "parler à un employé", "humain",
            "je veux un humain", "passez-moi quelqu'un", "il y a quelqu'un",
        ),
        "es": (
            "quiero hablar con una persona", "hablar con un humano", "puedo hablar con alguien",
            "una persona por favor", "un agente por favor", "quiero hablar con una persona real",
            "póngame con un agente", "necesito una persona", "atención al cliente por favor",
            "puedo hablar con el dueño", "no quiero hablar con un bot", "hablar con un empleado", "humano",
            "quiero una persona", "páseme con alguien", "hay alguien ahí",
        ),
    },
)  # fmt: skip
MESSAGE = Intent(
    "leave_message",
    {
        "en": (
            MESSAGE_PAYLOAD, "can I leave a message", "leave a message", "I would like to leave a message",
            "take a message please", "can you pass on a message",
        ),
        "de": (
            "ich möchte eine Nachricht hinterlassen", "kann ich eine Nachricht hinterlassen",
            "eine Nachricht hinterlassen", "Nachricht hinterlassen", "können Sie etwas ausrichten",
            "richten Sie bitte etwas aus", "kann ich eine Nachricht dalassen",
        ),
        "fr": (
            "je veux laisser un message", "puis-je laisser un message", "laisser un message",
            "je voudrais laisser un message", "pouvez-vous transmettre un message",
            "prenez un message s'il vous plaît",
        ),
        "es": (
            "quiero dejar un mensaje", "puedo dejar un mensaje", "dejar un mensaje", "me gustaría dejar un mensaje",
            "puede pasar un mensaje", "tome un mensaje por favor",
        ),
    },
    title=_("a message for a person"),
)  # fmt: skip
