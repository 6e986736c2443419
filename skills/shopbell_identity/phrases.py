"""How customers say who they are, and where they would rather talk."""

from shopbell import Intent
from shopbell import Text as _

CONTINUE = Intent(
    "continue_elsewhere",
    {
        "en": (
            "continue in Telegram", "continue by e-mail", "can we go on in Telegram", "let us continue on my phone",
            "can we continue this by e-mail", "go on in another app", "I would rather write by e-mail",
            "can I write to you on Telegram", "move this chat to Telegram", "continue elsewhere",
            "can we go on in WhatsApp", "continue on the web site", "go on in the chat of your website",
        ),
        "de": (
            "in Telegram weiter", "per E-Mail weiter", "können wir in Telegram weitermachen",
            "ich möchte lieber per E-Mail schreiben", "können wir das per Mail fortsetzen", "weiter in Telegram",
            "kann ich Ihnen auf Telegram schreiben", "auf dem Handy weitermachen", "woanders weitermachen",
            "können wir auf WhatsApp weitermachen", "auf der Webseite weiter", "auf der Homepage weitermachen",
        ),
        "fr": (
            "continuer sur Telegram", "continuer par e-mail", "peut-on continuer sur Telegram",
            "je préfère écrire par e-mail", "peut-on poursuivre par courriel", "continuer sur mon téléphone",
            "puis-je vous écrire sur Telegram", "continuer ailleurs", "peut-on continuer sur WhatsApp",
            "continuer sur le site",
        ),
        "es": (
            "continuar en Telegram", "continuar por correo", "podemos seguir en Telegram",
            "prefiero escribir por correo", "podemos seguir por correo electrónico", "seguir en mi móvil",
            "puedo escribirles por Telegram", "continuar en otro sitio", "podemos seguir en WhatsApp",
            "continuar en la web",
        ),
    },
    title=_("to go on elsewhere"),
)  # fmt: skip
PROVE_ADDRESS = Intent(
    "prove_address",
    {
        "en": (
            "prove my e-mail", "prove my e-mail address", "confirm my e-mail address", "verify my e-mail",
            "I want to confirm my address", "this is my e-mail address", "I also wrote to you by e-mail",
            "link my e-mail", "send me a code by e-mail",
        ),
        "de": (
            "meine E-Mail bestätigen", "meine E-Mail-Adresse bestätigen", "ich möchte meine Adresse bestätigen",
            "das ist meine E-Mail-Adresse", "ich habe Ihnen auch per Mail geschrieben", "E-Mail verknüpfen",
            "schicken Sie mir einen Code per E-Mail",
        ),
        "fr": (
            "confirmer mon e-mail", "confirmer mon adresse e-mail", "vérifier mon adresse e-mail",
            "voici mon adresse e-mail", "je vous ai aussi écrit par e-mail", "lier mon e-mail",
            "envoyez-moi un code par e-mail",
        ),
        "es": (
            "confirmar mi correo", "confirmar mi correo electrónico", "verificar mi correo",
            "este es mi correo electrónico", "también les escribí por correo", "vincular mi correo",
            "envíeme un código por correo",
        ),
    },
    title=_("your e-mail address"),
)  # fmt: skip
WHO_AM_I = Intent(
    "who_am_i",
    {
        "en": ("who am I", "who am I to you", "do you know who I am", "what is my name"),
        "de": ("wer bin ich", "wissen Sie wer ich bin", "wie heiße ich", "unter welchem Namen kennen Sie mich"),
        "fr": ("qui suis-je", "savez-vous qui je suis", "comment je m'appelle", "sous quel nom me connaissez-vous"),
        "es": ("quién soy", "saben quién soy", "cómo me llamo", "con qué nombre me conocen"),
    },
    title=_("who you are"),
)  # fmt: skip
