"""How customers ask for opening hours."""

from shopbell import Intent
from shopbell import Text as _

HOURS = {
    "en": (
            "and on sunday",
        "what are your opening hours", "when are you open", "are you open on sunday", "are you open today",
        "opening hours", "opening times", "what time do you open", "what time do you close",
        "when do you close today", "are you still open", "are you open now", "open tomorrow",
        "until when are you open", "how late are you open", "when does the shop open",
        "is the shop closed on monday", "when do you open again", "hours on saturday", "closing time",
        "are you open at the weekend", "business hours",
    ),
    "de": (
            "und am sonntag",
        "wann habt ihr offen", "wann haben Sie geöffnet", "Öffnungszeiten", "Öffnungszeiten am Samstag",
        "wie sind Ihre Öffnungszeiten", "habt ihr heute offen", "haben Sie am Sonntag geöffnet",
        "wann machen Sie zu", "wann macht ihr auf", "bis wann haben Sie offen", "ist heute geöffnet",
        "seid ihr gerade offen", "haben Sie morgen auf", "wie lange ist heute offen", "wann öffnet der Laden",
        "wann schließt ihr", "haben Sie am Wochenende offen", "haben Sie am Dienstag offen",
    ),
    "fr": (
            "et le dimanche",
        "quels sont vos horaires", "horaires d'ouverture", "quand êtes-vous ouverts", "êtes-vous ouverts dimanche",
        "à quelle heure ouvrez-vous", "à quelle heure fermez-vous", "vous êtes ouverts aujourd'hui",
        "êtes-vous ouverts maintenant", "ouvert demain", "le magasin est-il ouvert", "ouvert le week-end",
    ),
    "es": (
            "y el domingo",
        "cuál es su horario", "horario de apertura", "cuándo abren", "a qué hora abren", "a qué hora cierran",
        "están abiertos el domingo", "están abiertos hoy", "abren mañana", "abren por la mañana",
        "está abierto ahora", "hasta qué hora están abiertos", "abren el fin de semana",
    ),
}  # fmt: skip

HOLIDAYS = {
    "en": (
        "are you open on holidays", "are you open at christmas", "christmas opening hours", "holiday hours",
        "are you open on new years eve", "are you open on public holidays", "when are you closed for holidays",
        "are you open at easter",
    ),
    "de": (
        "haben Sie an Feiertagen geöffnet", "Öffnungszeiten an Weihnachten", "haben Sie Heiligabend offen",
        "habt ihr an Silvester auf", "wann haben Sie Betriebsferien", "Öffnungszeiten an Feiertagen",
        "haben Sie an Ostern geöffnet",
    ),
    "fr": (
        "êtes-vous ouverts les jours fériés", "horaires de noël", "ouvert à noël", "ouvert le jour de l'an",
        "fermeture annuelle",
    ),
    "es": (
        "abren los festivos", "horario de navidad", "abren en navidad", "están abiertos en año nuevo",
    ),
}  # fmt: skip

# One intent for both: they share nearly all their words, and nobody should be asked which of the two was meant.
OPENING_HOURS = Intent(
    "opening_hours",
    {language: (*HOURS[language], *HOLIDAYS[language]) for language in HOURS},
    title=_("our opening hours"),
)
