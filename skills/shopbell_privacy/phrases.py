"""How customers ask what is known about them, and what is to become of it."""

import re

from shopbell import Intent
from shopbell import Text as _

KNOWN = Intent(
    "privacy.known",
    {
        "en": ("what do you know about me", "which data do you have about me", "show me my data",
               "what have you stored about me", "what personal data do you keep"),
        "de": ("was wissen Sie über mich", "welche Daten haben Sie über mich", "zeigen Sie mir meine Daten",
               "was haben Sie über mich gespeichert"),
        "fr": ("que savez-vous de moi", "quelles données avez-vous sur moi", "montrez-moi mes données",
               "qu'avez-vous enregistré sur moi"),
        "es": ("qué saben de mí", "qué datos tienen sobre mí", "muéstrenme mis datos", "qué han guardado sobre mí"),
    },
    title=_("what is known about you"),
)  # fmt: skip
EXPORT = Intent(
    "privacy.export",
    {
        "en": ("export my data", "I want a copy of my data", "download my data", "send me all my data",
               "give me my data as a file"),
        "de": ("meine Daten exportieren", "ich möchte eine Kopie meiner Daten", "meine Daten herunterladen",
               "geben Sie mir meine Daten als Datei"),
        "fr": ("exporter mes données", "je veux une copie de mes données", "télécharger mes données",
               "donnez-moi mes données dans un fichier"),
        "es": ("exportar mis datos", "quiero una copia de mis datos", "descargar mis datos",
               "denme mis datos en un archivo"),
    },
    title=_("a copy of your data"),
)  # fmt: skip
CORRECT = Intent(
    "privacy.correct",
    {
        "en": ("correct my data", "my name is wrong", "you have my name wrong", "change my name please",
               "something you know about me is wrong"),
        "de": ("meine Daten berichtigen", "mein Name ist falsch", "ändern Sie bitte meinen Namen",
               "etwas über mich stimmt nicht"),
        "fr": ("corriger mes données", "mon nom est faux", "changez mon nom s'il vous plaît",
               "mes données sont inexactes"),
        "es": ("corregir mis datos", "mi nombre está mal", "cambien mi nombre por favor", "mis datos no son correctos"),
    },
    title=_("to correct your data"),
)  # fmt: skip
FORGET_ME = Intent(
    "forget_me",
    {
        "en": ("forget me", "delete my data", "erase everything about me", "please delete what you know about me",
               "I want to be forgotten", "remove my personal data"),
        "de": ("vergessen Sie mich", "löschen Sie meine Daten", "alles über mich löschen",
               "bitte löschen Sie was Sie über mich wissen", "ich möchte vergessen werden"),
        "fr": ("oubliez-moi", "supprimez mes données", "effacez tout ce que vous savez de moi", "je veux être oublié",
               "supprimer mes données personnelles"),
        "es": ("olvídenme", "borren mis datos", "borren todo lo que saben de mí", "quiero que me olviden",
               "eliminar mis datos personales"),
    },
    title=_("to be forgotten"),
)  # fmt: skip
OFF = Intent(
    "privacy.off",
    {
        "en": ("no personal suggestions please", "switch personalisation off", "stop personalising",
               "do not use my orders for suggestions", "turn off personalisation"),
        "de": ("keine persönlichen Vorschläge bitte", "Personalisierung ausschalten",
               "nutzen Sie meine Bestellungen nicht für Vorschläge"),
        "fr": ("pas de suggestions personnelles", "désactiver la personnalisation",
               "n'utilisez pas mes commandes pour des suggestions"),
        "es": ("sin sugerencias personales por favor", "desactivar la personalización",
               "no usen mis pedidos para sugerencias"),
    },
    title=_("personal suggestions off"),
)  # fmt: skip
ON = Intent(
    "privacy.on",
    {
        "en": ("switch personalisation on", "personal suggestions again please", "turn personalisation back on"),
        "de": ("Personalisierung einschalten", "wieder persönliche Vorschläge bitte"),
        "fr": ("activer la personnalisation", "à nouveau des suggestions personnelles"),
        "es": ("activar la personalización", "otra vez sugerencias personales por favor"),
    },
    title=_("personal suggestions on"),
)  # fmt: skip
_themselves = re.compile(r"\b(?:my|me|mine|meine?[nmrs]?|mich|mir|mon|ma|mes|moi|mis?|mí|me)\b", re.IGNORECASE).search


def speaks_of_themselves(text: str) -> bool:
    """Does the customer name what is theirs: "my name", "about me"?"""
    return _themselves(text) is not None
