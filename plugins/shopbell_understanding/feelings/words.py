# ruff: noqa: E501 - lists of phrases
"""What customers say when they are pleased, or not: by language, with a valence from -4 to 4.

Written by hand for shops: a parcel that is late says more there than an adjective. Words are folded (lower case, no
accents); a phrase has single spaces, and counts before its words.
"""

from collections.abc import Mapping


def _valences(text: str) -> dict[str, float]:
    """``valence: word, phrase; valence: ...`` as phrase -> valence."""
    found: dict[str, float] = {}
    for group in text.split(";"):
        valence, _, several = group.partition(":")
        found |= dict.fromkeys((phrase.strip() for phrase in several.split(",")), float(valence))
    return found


VALENCES: Mapping[str, Mapping[str, float]] = {
    "en": _valences(
        "-3.4: thanks for nothing, waste of money, waste of time, never again, rip off, ripped off, scam, scammers, fraud,"
        " wtf, bullshit, fuck, fucking, fucked, piece of shit, shit, crap, fed up, sick of, had enough, worst, unacceptable,"
        " ridiculous, disgusting, disgrace, outrageous, a joke, joke of a, screw you, go to hell, idiots, liars;"
        " -2.2: still waiting, still not, still no, no one, nobody answers, no response, no reply, no answer, no help,"
        " never arrived, never came, never received, not received, did not receive, didnt receive, not arrived, hasnt arrived,"
        " havent received, not working, doesnt work, does not work, didnt work, wont work, useless, rude, broken, damaged,"
        " ruined, stolen, cheated, lied, incompetent, poor service, bad service, terrible service, worst service, ignored,"
        " hung up, on hold, hours on hold, waste, unhelpful, nightmare, shame on, let down, disappointed, disappointing,"
        " disappointment, pathetic, not happy, unhappy, angry, annoyed, annoying, frustrated, frustrating, complaint, complain;"
        " -1.3: delayed, delay, delays, late, lost, missing, cancelled, canceled, wrong, stuck, fail, failed, fails, refused,"
        " waiting, waited, hours late, days late, overcharged, charged twice, refund, money back, compensation, expired, mouldy,"
        " stale, faulty, defective, cracked, torn, again and again, for the third time, how hard, why is it so, where the hell,"
        " seriously, really guys, come on, problem, problems, issue, error, cant, couldnt, wont let, unable, nothing, worse, fix;"
        " 1.2: thanks, thank you, thx, ty, cheers, appreciate, nice, good, fine, helpful, quick, fast, fresh, kind;"
        " 2.6: great, love, loved, awesome, amazing, excellent, perfect, wonderful, fantastic, delicious, best, happy,"
        " brilliant, thank you so much, thanks so much, thanks a lot, well done, you rock, so happy, love it, great job;"
        " -2.4: 😡, 🤬, 😠, 💩, 👎, 🤮, 😤; -1.6: 😞, 😢, 😭, 😔, 🙄, 😒, 💔, ☹, 😩; 2.2: 😀, 😃, 😄, 😊, 😍, 🥰, ❤, 👍, 🙏, 🎉, 😁, 💕"
    ),
    "de": _valences(
        "-3.4: danke fur nichts, nie wieder, abzocke, betrug, betruger, scheisse, scheiss, scheissladen, verarsche, verarscht,"
        " frechheit, unverschamt, unverschamtheit, saftladen, verdammt, verdammte, zum kotzen, das allerletzte, unmoglich von,"
        " katastrophe, katastrophal, schlimmste, inakzeptabel, ein witz, beschissen, idioten, arschloch, schnauze voll;"
        " -2.2: immer noch nicht, immer noch kein, immer noch keine, warte seit, niemand antwortet, keine antwort, keiner antwortet,"
        " nicht angekommen, nie angekommen, nicht erhalten, nichts bekommen, funktioniert nicht, geht nicht, kaputt, beschadigt,"
        " defekt, verschimmelt, enttauscht, enttauschend, enttauschung, argerlich, arger, sauer, wutend, unzufrieden, unfreundlich,"
        " schlecht, schlechter, schlechte, schrecklich, furchtbar, grauenhaft, mies, mist, peinlich, reklamation, beschwerde,"
        " beschweren, geld zuruck, falsch geliefert, reicht mir, nervt, nutzlos, schade;"
        " -1.3: verspatet, verspatung, spat, verloren, fehlt, fehlen, falsch, falsche, falschen, storniert, problem, probleme,"
        " fehler, schon wieder, leider, warte, warten, altbacken, hart, trocken, verbrannt, erstattung;"
        " 1.2: danke, dankeschon, vielen dank, gut, gute, guten appetit, nett, schnell, freundlich, frisch, hilfreich, schon;"
        " 2.6: super, toll, tolle, klasse, prima, perfekt, ausgezeichnet, wunderbar, fantastisch, lecker, kostlich, begeistert,"
        " liebe, grossartig, beste, hervorragend, herzlichen dank, tausend dank, zufrieden, gefreut, freue, spitze, genial"
    ),
    "fr": _valences(
        "-3.4: merci pour rien, plus jamais, arnaque, arnaqueurs, escroquerie, escrocs, voleurs, merde, putain, honteux,"
        " scandaleux, inadmissible, inacceptable, n importe quoi, foutage de gueule, ras le bol, marre, le pire, la pire, nul,"
        " nulle, catastrophe, catastrophique, une honte, degueulasse;"
        " -2.2: toujours pas, jamais recu, jamais arrive, pas recu, pas arrive, pas de reponse, aucune reponse, personne ne repond,"
        " ne marche pas, ne fonctionne pas, casse, cassee, abime, abimee, endommage, defectueux, decu, decue, decevant, deception,"
        " en colere, furieux, furieuse, mecontent, mecontente, mauvais, mauvaise, horrible, affreux, lamentable, impoli, desagreable,"
        " reclamation, plainte, remboursez, inutile, penible;"
        " -1.3: retard, en retard, perdu, perdue, manque, manquant, erreur, probleme, problemes, annule, annulee, encore une fois,"
        " attends, attendre, dommage, malheureusement, rassis, moisi, remboursement, faux;"
        " 1.2: merci, bon, bonne, gentil, gentille, rapide, frais, utile, sympa, bien;"
        " 2.6: super, genial, geniale, parfait, parfaite, excellent, excellente, magnifique, delicieux, delicieuse, formidable, adore,"
        " ravi, ravie, heureux, heureuse, merci beaucoup, merci infiniment, bravo, top, impeccable, content, contente, satisfait"
    ),
    "es": _valences(
        "-3.4: gracias por nada, nunca mas, estafa, estafadores, ladrones, mierda, puta, joder, verguenza, vergonzoso, inaceptable,"
        " asco, asqueroso, una broma, hasta las narices, harto, harta, lo peor, el peor, la peor, pesimo, pesima, desastre, timo;"
        " -2.2: todavia no, aun no, sigo esperando, nunca llego, no ha llegado, no llega, no he recibido, nadie contesta,"
        " nadie responde, sin respuesta, no funciona, no sirve, roto, rota, danado, danada, estropeado, defectuoso, decepcionado,"
        " decepcionada, decepcion, decepcionante, enfadado, enfadada, enojado, furioso, furiosa, malo, mala, mal, terrible,"
        " horrible, maleducado, reclamacion, queja, quejarme, devuelvan, inutil, indignado, indignada;"
        " -1.3: retraso, tarde, perdido, perdida, falta, equivocado, equivocada, error, problema, problemas, cancelado, otra vez,"
        " esperando, esperar, lamentablemente, lastima, duro, seco, mohoso, reembolso;"
        " 1.2: gracias, bueno, buena, buen, amable, rapido, fresco, util, bien;"
        " 2.6: genial, perfecto, perfecta, excelente, maravilloso, maravillosa, fantastico, fantastica, delicioso, deliciosa,"
        " encanta, encantado, encantada, feliz, contento, contenta, muchas gracias, mil gracias, estupendo, riquisimo, buenisimo"
    ),
}  # fmt: skip

NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "cannot",
        "cant",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "wasnt",
        "arent",
        "wont",
        "wouldnt",
        "couldnt",
        "shouldnt",
        "havent",
        "hasnt",
        "hadnt",
        "aint",
        "without",
        "hardly",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "nie",
        "niemals",
        "ohne",
        "kaum",
        "pas",
        "jamais",
        "ni",
        "sans",
        "aucun",
        "aucune",
        "nunca",
        "sin",
        "tampoco",
    ]
)
BOOSTERS = frozenset(
    [
        "very",
        "really",
        "so",
        "extremely",
        "absolutely",
        "totally",
        "completely",
        "super",
        "such",
        "too",
        "incredibly",
        "sehr",
        "so",
        "total",
        "echt",
        "wirklich",
        "absolut",
        "vollig",
        "richtig",
        "tres",
        "vraiment",
        "tellement",
        "trop",
        "muy",
        "tan",
        "realmente",
        "totalmente",
        "demasiado",
    ]
)
COURTESIES = frozenset(
    [
        "thanks",
        "thank",
        "thx",
        "ty",
        "cheers",
        "appreciate",
        "danke",
        "dankeschon",
        "merci",
        "gracias",
        "please",
        "bitte",
        "vielen",
        "dank",
    ]
)
ANGRY = frozenset(
    [
        "fuck",
        "fucking",
        "shit",
        "bullshit",
        "wtf",
        "ridiculous",
        "unacceptable",
        "disgusting",
        "outrageous",
        "scam",
        "fraud",
        "idiots",
        "liars",
        "angry",
        "furious",
        "hate",
        "disgrace",
        "pathetic",
        "scammers",
        "scheisse",
        "frechheit",
        "unverschamt",
        "betrug",
        "abzocke",
        "verarscht",
        "wutend",
        "sauer",
        "saftladen",
        "verdammt",
        "merde",
        "putain",
        "arnaque",
        "voleurs",
        "scandaleux",
        "inadmissible",
        "furieux",
        "furieuse",
        "mierda",
        "joder",
        "estafa",
        "ladrones",
        "inaceptable",
        "furioso",
        "verguenza",
        "asco",
        "harto",
        "harta",
        "😡",
        "🤬",
        "😠",
        "😤",
        "💩",
    ]
)
URGENT = (
    "urgent", "urgently", "asap", "immediately", "right now", "right away", "emergency", "as soon as possible", "need it today",
    "by tonight", "today at the latest", "allergic reaction", "dringend", "sofort", "eilig", "notfall", "so schnell wie moglich",
    "umgehend", "heute noch", "au plus vite", "immediatement", "tout de suite", "en urgence", "urgence", "urgente", "urgentemente",
    "cuanto antes", "inmediatamente", "ahora mismo", "emergencia", "allergischer schock", "lo antes posible", "schnellstens",
)  # fmt: skip
