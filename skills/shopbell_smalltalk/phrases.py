"""What people say when they are just being people."""

from shopbell import Intent

from .asides import FINE, LAUGHTER, MISUNDERSTOOD, NO, THERE, WAIT, YES

# Small talk often comes before a question; a question that is understood must win against its "hello".
SURE = 0.6

GREETING = Intent(
    "smalltalk.greeting",
    {
        "en": (
            "hello", "hi", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening",
            "hiya", "hey there", "greetings", "good day", "yo", "heyy", "hii", "hello again",
        ),
        "de": (
            "hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus", "grüß gott", "hallöchen",
            "grüezi", "hallo zusammen", "schönen guten tag",
        ),
        "fr": (
            "bonjour", "salut", "bonsoir", "coucou", "bonjour madame", "bonjour monsieur", "bonjour à tous",
            "salut à tous",
        ),
        "es": (
            "hola", "buenos días", "buenas tardes", "buenas noches", "buenas", "muy buenas", "hola buenos días",
            "qué hay",
        ),
    },
    threshold=SURE,
)  # fmt: skip
THANKS = Intent(
    "smalltalk.thanks",
    {
        "en": (
            "thanks", "thank you", "thanks a lot", "thank you very much", "many thanks", "thx", "ty", "cheers",
            "thanks for your help", "that helped thank you", "great thanks", "ok thanks", "perfect thank you",
            "thx a lot", "tysm", "thanks so much", "awesome thanks", "🙏",
        ),
        "de": (
            "danke", "danke schön", "dankeschön", "vielen dank", "herzlichen dank", "danke sehr", "besten dank",
            "danke für die hilfe", "super danke", "ok danke", "merci vielmals",
        ),
        "fr": (
            "merci", "merci beaucoup", "merci bien", "mille mercis", "merci pour votre aide", "super merci",
            "ok merci", "je vous remercie", "parfait merci",
        ),
        "es": (
            "gracias", "muchas gracias", "mil gracias", "gracias por su ayuda", "gracias por tu ayuda", "ok gracias",
            "perfecto gracias", "se lo agradezco", "vale gracias",
        ),
    },
    threshold=SURE,
)  # fmt: skip
GOODBYE = Intent(
    "smalltalk.goodbye",
    {
        "en": (
            "bye", "goodbye", "bye bye", "see you", "see you soon", "see you later", "good night", "have a nice day",
            "that is all", "that was all", "talk to you later", "take care", "see ya", "have a good one", "cya",
        ),
        "de": (
            "tschüss", "auf wiedersehen", "bis bald", "bis später", "ciao", "gute nacht", "schönen tag noch",
            "das war alles", "mach's gut", "bis dann", "ade", "tschüssi", "tschau",
        ),
        "fr": (
            "au revoir", "à bientôt", "à plus tard", "bonne journée", "bonne soirée", "bonne nuit", "adieu",
            "c'est tout", "à la prochaine",
        ),
        "es": (
            "adiós", "hasta luego", "hasta pronto", "nos vemos", "chao", "que tenga un buen día", "hasta mañana",
            "eso es todo", "hasta la próxima",
        ),
    },
    threshold=SURE,
)  # fmt: skip
HOW_ARE_YOU = Intent(
    "smalltalk.how_are_you",
    {
        "en": (
            "how are you", "how are you doing", "how are you today", "how is it going", "how do you do", "what's up",
            "how's life", "are you well", "how r u",
        ),
        "de": (
            "wie geht es dir", "wie geht's", "wie geht es ihnen", "wie gehts dir heute", "alles gut bei dir",
            "na wie läufts", "was geht", "wie läuft's",
        ),
        "fr": (
            "comment allez-vous", "comment ça va", "ça va", "comment vas-tu", "vous allez bien", "tu vas bien",
            "quoi de neuf", "la forme",
        ),
        "es": (
            "cómo estás", "cómo está usted", "qué tal", "cómo te va", "cómo va todo", "todo bien", "qué tal estás",
            "cómo le va",
        ),
    },
    threshold=SURE,
)  # fmt: skip
WHO_ARE_YOU = Intent(
    "smalltalk.who_are_you",
    {
        "en": (
            "who are you", "are you a bot", "are you a robot", "are you human", "are you a real person",
            "are you real", "am i talking to a machine", "am i talking to a human", "is this a bot",
            "what is your name", "what are you", "are you an ai", "who am i talking to", "are you chatgpt",
        ),
        "de": (
            "wer bist du", "wer sind sie", "bist du ein bot", "bist du ein roboter", "sind sie ein mensch",
            "bist du ein mensch", "bist du echt", "spreche ich mit einer maschine", "ist das ein bot",
            "wie heißt du", "bist du eine ki", "sind sie ein echter mensch", "mit wem spreche ich",
        ),
        "fr": (
            "qui êtes-vous", "qui es-tu", "êtes-vous un robot", "es-tu un robot", "êtes-vous un humain",
            "est-ce un bot", "je parle à une machine", "comment vous appelez-vous", "êtes-vous une vraie personne",
            "es-tu une ia",
        ),
        "es": (
            "quién eres", "quién es usted", "eres un bot", "eres un robot", "eres humano",
            "es usted una persona real", "estoy hablando con una máquina", "cómo te llamas", "eres de verdad",
            "eres una ia",
        ),
    },
    threshold=SURE,
)  # fmt: skip
COMPLIMENT = Intent(
    "smalltalk.compliment",
    {
        "en": (
            "you are great", "well done", "good job", "you are very helpful", "i love your shop", "great service",
            "you are awesome", "good bot", "nice work", "you are so kind", "you are amazing", "nice",
            "❤", "🥰", "😍",
        ),
        "de": (
            "du bist toll", "gut gemacht", "sie sind sehr hilfreich", "toller service", "super service",
            "ihr seid super", "ich liebe euren laden", "guter bot", "das hast du gut gemacht", "klasse",
        ),
        "fr": (
            "vous êtes génial", "bien joué", "bravo", "très bon service", "vous êtes très aimable",
            "j'adore votre magasin", "c'est super", "tu es génial", "beau travail",
        ),
        "es": (
            "eres genial", "buen trabajo", "muy buen servicio", "es usted muy amable", "me encanta su tienda",
            "bien hecho", "qué buen servicio", "eres muy útil", "estupendo",
        ),
    },
    threshold=SURE,
)  # fmt: skip
ABUSE = Intent(
    "smalltalk.abuse",
    {
        "en": (
            "you are stupid", "you idiot", "stupid bot", "you are useless", "shut up", "fuck you", "you suck",
            "this bot is rubbish", "piss off", "you are an idiot", "this is shit", "stupid",
        ),
        "de": (
            "du bist dumm", "du idiot", "blöder bot", "du bist nutzlos", "halt die klappe", "halt den mund",
            "du bist doof", "leck mich", "so ein mist bot", "arschloch",
        ),
        "fr": (
            "vous êtes nul", "tu es stupide", "idiot", "tu es nul", "ferme-la", "tais-toi", "va te faire voir",
            "bot stupide", "imbécile", "connard",
        ),
        "es": (
            "eres tonto", "eres estúpido", "idiota", "eres inútil", "cállate", "vete a la mierda", "bot estúpido",
            "no sirves para nada", "imbécil", "gilipollas",
        ),
    },
    threshold=SURE,
)  # fmt: skip

HELP = Intent(
    "smalltalk.help",
    {
        "en": (
            "help", "i need help", "i need some help please", "help me please", "could you help me", "can you help me",
            "i have a question", "what can you help me with", "can i ask a question",
        ),
        "de": ("hilfe", "ich brauche hilfe", "ich habe eine frage"),
        "fr": ("aide", "j'ai besoin d'aide", "j'ai une question"),
        "es": ("ayuda", "necesito ayuda", "tengo una pregunta"),
    },
    threshold=SURE,
)  # fmt: skip

INTENTS = (
    GREETING, THANKS, GOODBYE, HOW_ARE_YOU, WHO_ARE_YOU, COMPLIMENT, ABUSE, HELP,
    FINE, YES, NO, WAIT, THERE, MISUNDERSTOOD, LAUGHTER,
)  # fmt: skip
