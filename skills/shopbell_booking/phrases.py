"""How customers book, and ask for what they have booked."""

from shopbell import Intent
from shopbell import Text as _

BOOK = Intent(
    "booking",
    {
        "en": (
            "I would like to book an appointment",
            "book a table",
            "can I make an appointment",
            "reserve a table",
            "I want to make a reservation",
            "do you have a free slot",
            "I need an appointment",
            "book me in please",
            "table for four please",
            "when can I come by for an appointment",
            "I would like to sign up for a class",
        ),
        "de": (
            "ich möchte einen Termin",
            "einen Tisch reservieren",
            "kann ich einen Termin buchen",
            "Termin vereinbaren",
            "ich würde gern reservieren",
            "haben Sie noch einen Termin frei",
            "ich brauche einen Termin",
            "einen Tisch für vier Personen bitte",
            "wann kann ich einen Termin bekommen",
            "ich möchte mich für einen Kurs anmelden",
        ),
        "fr": (
            "je voudrais prendre rendez-vous",
            "réserver une table",
            "je voudrais un rendez-vous",
            "je souhaite réserver",
            "avez-vous un créneau libre",
            "prendre un rendez-vous",
            "une table pour quatre personnes s'il vous plaît",
            "quand puis-je avoir un rendez-vous",
            "je voudrais m'inscrire à un cours",
        ),
        "es": (
            "quiero pedir una cita",
            "reservar una mesa",
            "quisiera una cita",
            "quiero hacer una reserva",
            "tienen alguna hora libre",
            "necesito una cita",
            "una mesa para cuatro personas por favor",
            "cuándo me pueden dar cita",
            "quiero apuntarme a un curso",
        ),
    },
    title=_("a booking"),
)
SHOW = Intent(
    "booking.show",
    {
        "en": (
            "when is my appointment",
            "what have I booked",
            "show my bookings",
            "do I have a reservation",
            "what time is my appointment",
            "for when is my table booked",
        ),
        "de": (
            "wann ist mein Termin",
            "was habe ich gebucht",
            "meine Buchungen zeigen",
            "habe ich eine Reservierung",
            "um wie viel Uhr ist mein Termin",
            "für wann ist mein Tisch reserviert",
        ),
        "fr": (
            "quand est mon rendez-vous",
            "qu'ai-je réservé",
            "voir mes réservations",
            "ai-je une réservation",
            "à quelle heure est mon rendez-vous",
            "pour quand est réservée ma table",
        ),
        "es": (
            "cuándo es mi cita",
            "qué he reservado",
            "ver mis reservas",
            "tengo una reserva",
            "a qué hora es mi cita",
            "para cuándo está reservada mi mesa",
        ),
    },
    title=_("what you have booked"),
)
MOVE = Intent(
    "booking.move",
    {
        "en": (
            "move my appointment",
            "reschedule my booking",
            "can I change the time of my appointment",
            "I want another time for my reservation",
            "postpone my appointment",
            "change my table reservation",
        ),
        "de": (
            "meinen Termin verschieben",
            "ich muss den Termin verlegen",
            "kann ich einen anderen Termin haben",
            "meine Reservierung ändern",
            "Termin auf später verschieben",
            "die Uhrzeit meiner Buchung ändern",
        ),
        "fr": (
            "déplacer mon rendez-vous",
            "changer l'heure de mon rendez-vous",
            "modifier ma réservation",
            "reporter mon rendez-vous",
            "je voudrais une autre heure pour ma réservation",
        ),
        "es": (
            "cambiar mi cita",
            "mover mi cita a otro día",
            "cambiar la hora de mi reserva",
            "aplazar mi cita",
            "quiero otra hora para mi reserva",
            "modificar mi reserva",
        ),
    },
    title=_("moving a booking"),
)
CANCEL = Intent(
    "booking.cancel",
    {
        "en": (
            "cancel my appointment", "cancel my reservation", "I cannot come to my appointment",
            "I want to cancel the booking", "cancel my table",
        ),
        "de": (
            "meinen Termin absagen", "Reservierung stornieren", "ich kann zu meinem Termin nicht kommen",
            "meine Buchung stornieren", "den Tisch absagen",
        ),
        "fr": (
            "annuler mon rendez-vous", "annuler ma réservation", "je ne peux pas venir à mon rendez-vous",
            "je veux annuler la réservation", "annuler ma table",
        ),
        "es": (
            "cancelar mi cita", "anular mi reserva", "no puedo ir a mi cita", "quiero cancelar la reserva",
            "cancelar mi mesa",
        ),
    },
    title=_("cancelling a booking"),
)  # fmt: skip
