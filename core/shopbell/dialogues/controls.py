"""What a customer may say to any question: never mind, back, from the start, where were we, help."""

from functools import lru_cache
from typing import Literal

Control = Literal["cancel", "back", "restart", "where", "help"]

_SAID: dict[Control, str] = {
    "cancel": """
        cancel|never mind|nevermind|forget it|stop|quit|exit|abort|cancel this|i changed my mind
        i don't want this anymore
        abbrechen|abbruch|vergiss es|vergessen sie es|doch nicht|ich will nicht mehr|lassen wir das|stopp
        annuler|laisse tomber|laissez tomber|oubliez|arrête|arrêtez|stop
        cancelar|olvídalo|olvidalo|déjalo|dejalo|parar|ya no quiero
        annulla|lascia perdere|lascia stare|basta
        annuleren|laat maar|stoppen""",
    "back": """
        back|go back|undo|one step back|previous|that was wrong|i made a mistake|correction
        zurück|zurueck|einen schritt zurück|das war falsch|korrektur|korrigieren
        retour|revenir|en arrière|précédent
        atrás|atras|volver|anterior|regresar
        indietro|torna indietro
        terug|ga terug|vorige""",
    "restart": """
        start over|restart|from the beginning|begin again|start again
        von vorn|von vorne|neu anfangen|noch mal von vorn|nochmal von vorne|neustart|von neuem
        recommencer|depuis le début|reprendre au début
        empezar de nuevo|desde el principio|reiniciar
        ricomincia|da capo|dall'inizio
        opnieuw|opnieuw beginnen|vanaf het begin""",
    "where": """
        where were we|where are we|what was the question|what did you ask|repeat|again please|say that again|what's next
        wo waren wir|was war die frage|was hast du gefragt|wiederholen|noch einmal bitte|wie war die frage
        où en étions-nous|où en étions nous|quelle était la question|répéter|répétez
        dónde estábamos|donde estabamos|cuál era la pregunta|repetir|repite
        dove eravamo|qual era la domanda|ripeti
        waar waren we|wat was de vraag|herhaal""",
    "help": """
        help|help me|what do you mean|i don't understand|i do not understand|why do you ask|what for|explain
        hilfe|was meinst du|was meinen sie|verstehe ich nicht|ich verstehe nicht|wozu|warum fragst du|erklären
        aide|aidez-moi|que voulez-vous dire|je ne comprends pas|pourquoi
        ayuda|qué quieres decir|que quieres decir|no entiendo|por qué preguntas
        aiuto|cosa vuol dire|non capisco
        hulp|wat bedoel je|ik begrijp het niet|help""",
}


def control_in(text: str) -> Control | None:
    """The control that a message is, as a whole; None for everything else."""
    if len(text) > 60:
        return None
    return _phrases().get(_plain(text))


def _plain(text: str) -> str:
    said = text.casefold().replace("’", "'")
    for polite in (" please", " bitte", " por favor", " s'il vous plaît", " per favore", " alstublieft"):
        said = said.replace(polite, "")
    return " ".join(said.strip(" .,!?¿¡…\"'").split())


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Control]:
    return {
        _plain(phrase): control
        for control, said in _SAID.items()
        for line in said.splitlines()
        for phrase in line.strip().split("|")
        if phrase
    }
