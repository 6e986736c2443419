"""What customers say between two questions. Few wait for an answer, but "I did not understand" is a wrong one.

Word for word: "this takes too long" must not stand beside "how long does it keep".
"""

from shopbell import Intent

FINE = Intent(
    "smalltalk.fine",
    {
        "en": (
            "ok", "okay", "ok then", "ok cool", "all right", "alright", "got it", "i see", "understood", "fine",
            "good to know", "that's good to know", "ok great", "great", "perfect", "cool", "sounds good",
            "ok got it", "ok i see", "makes sense", "oh ok", "👍", "👌", "✅",
        ),
        "de": (
            "ok", "okay", "ok gut", "alles klar", "verstanden", "verstehe", "aha", "ach so", "gut", "na gut",
            "in ordnung",
            "gut zu wissen", "das ist gut zu wissen", "super", "perfekt", "prima", "passt", "ok verstehe", "ah ok",
        ),
        "fr": (
            "ok", "d'accord", "ok d'accord", "entendu", "compris", "j'ai compris", "je vois", "très bien", "bien",
            "parfait",
            "ça marche", "c'est noté", "bon à savoir", "ah d'accord", "ah bon", "c'est bon", "super",
        ),
        "es": (
            "ok", "vale", "de acuerdo", "entendido", "ya veo", "muy bien", "bien", "perfecto", "está bien",
            "bueno saberlo",
            "ok vale", "ah vale", "claro entiendo", "me parece bien", "comprendo", "genial",
        ),
    },
    word_for_word=True,
)  # fmt: skip
YES = Intent(
    "smalltalk.yes",
    {
        "en": ("yes", "yes please", "yep", "yeah", "yea", "yup", "sure", "of course", "yes i do", "definitely"),
        "de": ("ja", "ja bitte", "jawohl", "klar", "natürlich", "ja gerne", "gerne", "jo", "selbstverständlich"),
        "fr": ("oui", "oui s'il vous plaît", "bien sûr", "ouais", "oui volontiers", "volontiers", "avec plaisir"),
        "es": ("sí", "sí por favor", "claro", "por supuesto", "claro que sí", "desde luego", "sip"),
    },
    word_for_word=True,
)  # fmt: skip
NO = Intent(
    "smalltalk.no",
    {
        "en": (
            "no", "nope", "nah", "no thanks", "no thank you", "not really", "nothing", "nothing else", "never mind",
            "nevermind", "no that's all", "no that's it", "not now", "i'm good", "i'm fine", "forget it",
            "no i'm good thanks", "it doesn't matter", "no need",
        ),
        "de": (
            "nein", "nee", "nö", "nein danke", "nicht wirklich", "nichts", "nichts weiter", "egal", "schon gut",
            "vergiss es", "vergessen sie es", "nein das war alles", "nein das ist alles", "nicht nötig",
            "jetzt nicht",
        ),
        "fr": (
            "non", "non merci", "pas vraiment", "rien", "rien d'autre", "peu importe", "laissez tomber", "tant pis",
            "non c'est tout", "non ça ira", "pas maintenant", "ce n'est pas grave",
        ),
        "es": (
            "no", "no gracias", "no muchas gracias", "la verdad no", "nada", "nada más", "no importa", "déjelo",
            "da igual",
            "no eso es todo", "ahora no", "olvídelo", "no hace falta",
        ),
    },
    word_for_word=True,
)  # fmt: skip
WAIT = Intent(
    "smalltalk.wait",
    {
        "en": (
            "wait", "wait a moment", "one moment", "one moment please", "just a moment", "hold on", "one sec",
            "just a sec", "give me a minute", "give me a second", "let me think", "let me check",
            "i'll be right back",
            "brb", "hang on", "i need to think about it", "i'll think about it", "thanks i'll think about it",
            "ok i'll think about it", "let me think about it",
        ),
        "de": (
            "moment", "moment bitte", "einen moment", "einen moment bitte", "warte", "warten sie", "warte mal",
            "sekunde", "ich überlege noch", "ich schaue mal", "bin gleich zurück", "ich denke darüber nach",
        ),
        "fr": (
            "attendez", "un instant", "un instant s'il vous plaît", "un moment", "une minute", "une seconde",
            "je réfléchis", "je regarde", "je reviens tout de suite", "laissez-moi réfléchir",
        ),
        "es": (
            "espere", "espera", "un momento", "un momento por favor", "un segundo", "un minuto", "déjeme pensar",
            "déjame ver", "ahora vuelvo", "me lo pienso", "voy a mirar",
        ),
    },
    word_for_word=True,
)  # fmt: skip
THERE = Intent(
    "smalltalk.there",
    {
        "en": (
            "are you there", "are you still there", "hello are you there", "you there", "why don't you answer",
            "why are you not answering", "why are you ignoring me", "are you ignoring me", "still waiting",
            "i am still waiting", "this is taking forever", "this takes too long", "what takes you so long",
            "are you asleep", "please answer", "answer me",
        ),
        "de": (
            "bist du noch da", "sind sie noch da", "sind sie da", "warum antworten sie nicht",
            "warum antwortest du nicht",
            "ich warte immer noch", "ich warte noch", "das dauert ewig", "das dauert zu lange", "wird das noch was",
            "ignorieren sie mich", "bitte antworten sie",
        ),
        "fr": (
            "vous êtes là", "vous êtes toujours là", "tu es là", "pourquoi vous ne répondez pas",
            "j'attends toujours",
            "c'est trop long", "ça prend une éternité", "vous m'ignorez", "répondez s'il vous plaît",
        ),
        "es": (
            "está ahí", "sigue ahí", "sigues ahí", "por qué no responde", "por qué no contestan", "sigo esperando",
            "esto tarda una eternidad", "tarda demasiado", "me está ignorando", "responda por favor",
        ),
    },
    word_for_word=True,
)  # fmt: skip
MISUNDERSTOOD = Intent(
    "smalltalk.misunderstood",
    {
        "en": (
            "that's not what i asked", "that is not what i meant", "you didn't answer my question",
            "that doesn't answer my question", "you did not understand me", "you don't understand me",
            "you don't understand", "wrong answer", "that's wrong", "this makes no sense", "that makes no sense",
            "that doesn't help", "that didn't help", "that was not helpful", "that's not helpful",
            "i don't understand", "i don't get it", "what do you mean", "what does that mean", "not what i wanted",
            "no that's not it", "what", "huh", "?", "👎",
        ),
        "de": (
            "das war nicht meine frage", "das habe ich nicht gefragt", "das meinte ich nicht",
            "das beantwortet meine frage nicht",
            "sie haben mich nicht verstanden", "du verstehst mich nicht", "falsche antwort", "das ist falsch",
            "das ergibt keinen sinn", "das hilft mir nicht", "das hilft nicht weiter", "das verstehe ich nicht",
            "ich verstehe nicht", "was meinen sie damit", "wie meinen sie das", "was soll das heißen", "hä",
            "wie bitte",
        ),
        "fr": (
            "ce n'est pas ma question", "ce n'est pas ce que j'ai demandé", "ce n'est pas ce que je voulais dire",
            "vous n'avez pas répondu à ma question", "vous ne m'avez pas compris", "mauvaise réponse", "c'est faux",
            "ça ne m'aide pas", "ça n'a pas de sens", "je ne comprends pas", "que voulez-vous dire",
            "qu'est-ce que ça veut dire", "comment ça", "hein",
        ),
        "es": (
            "eso no es lo que pregunté", "no es lo que he preguntado", "no me refería a eso",
            "no ha respondido a mi pregunta", "no me ha entendido", "no me entiende", "respuesta equivocada",
            "eso está mal", "eso no me ayuda", "eso no tiene sentido", "no entiendo", "no lo entiendo",
            "qué quiere decir", "qué significa eso", "cómo dice",
        ),
    },
    word_for_word=True,
)  # fmt: skip
LAUGHTER = Intent(
    "smalltalk.laughter",
    {
        "en": (
            "haha", "hahaha", "lol", "that's funny", "very funny", "you are funny", "😂", "🤣", "😄", "😀", "😊", "🙂",
            ":)", ":-)", ";)", ":d",
        ),
        "de": ("hihi", "das ist lustig", "sehr lustig", "du bist lustig", "witzig", "der war gut"),
        "fr": ("mdr", "c'est drôle", "très drôle", "vous êtes drôle", "ptdr", "trop drôle"),
        "es": ("jaja", "jajaja", "qué gracioso", "muy gracioso", "qué divertido", "me parto"),
    },
    word_for_word=True,
)  # fmt: skip
