"""The small words of a wish: what says "no", what says nothing, and what asks for an order; English, German, French
and Spanish together, without accents.
"""

import re

from shopbell.shop import SearchOrder


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _cues(*lines: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(cue.split()) for line in lines for cue in line.split(","))


_UNWANTED = _cues(
    "not, no, without, except, excluding, avoid, avoiding, minus, never, sans, non, nothing, none, exclude, barring",
    "nor, neither, lacking, hate, hates, dislike, dislikes, skip, ban, don't, dont, doesn't, doesnt, isn't, isnt",
    "aren't, arent, shouldn't, mustn't, won't, cannot, other than, apart from, aside from, anything but",
    "everything but, rather than, instead of, can't stand, allergic to, free of, free from, leave out, rule out",
    "steer clear of, keep away from, stay away from, anything except, all except, all but, everything except",
)
UNWANTED = _UNWANTED | _cues(
    "ohne, nicht, kein, keine, keinen, ausser, pas, sauf, sin, excepto, menos, nada",
)
FREE_OF = _cues("free, less, frei")
CONNECTING = _words("or and nor oder und ou et o y ni")
WHATEVER = _words("any anything all everything every colour color material")
INTENSITY = _words(
    "light dark pale bright deep soft pastel vivid warm matte shiny rich muted neon hot medium faded glossy dusky"
    " hell dunkel clair fonce claro oscuro"
)
# For whom it is: looked for in names ("mug for a teacher"), and where it is in none, it says nothing.
PEOPLE = _words(
    "mum mom mummy mother dad daddy father parents sister brother friend friends girlfriend boyfriend wife husband"
    " partner fiance fiancee grandma grandpa granny grandmother grandfather aunt uncle cousin nephew niece son daughter"
    " boss colleague colleagues neighbour neighbor teacher family"
    " mama papa mutter vater eltern schwester bruder freund freunde freundin frau mann oma opa grossmutter grossvater"
    " tante onkel neffe nichte sohn tochter chef chefin kollege kollegin kollegen nachbar nachbarin lehrerin lehrer"
    " mere pere maman soeur frere ami amie femme mari copain copine grand-mere tante oncle fils fille collegue voisine"
    " madre padre hermana hermano amigo amiga novio novia mujer marido abuela abuelo tia tio hijo hija jefe vecina"
)
# In what state it is sold; where the catalogue tells no condition, a shop has new things alone.
CONDITIONS = _words(
    "used secondhand preowned preloved refurbished reconditioned"
    " gebraucht gebrauchte gebrauchten gebrauchter gebrauchtes generaluberholt generaluberholte"
    " d'occasion reconditionne reconditionnes reconditionnee reconditionnees"
    " usado usada usados usadas reacondicionado reacondicionada reacondicionados reacondicionadas"
)
CONDITION_COLUMNS = _words("condition zustand etat estado")
WHO_USES = _words("i we you they he she who to be been")  # "I used headphones" before
SECOND_HAND = re.compile(
    r"\b(?:second[- ]hand|pre[- ](?:owned|loved)|aus zweiter hand|de segunda mano|de seconde main)\b"
)
UNITS = _words("w wh v mah mb gb tb ml cl cm mm kg g hz")  # behind a number: "65w" is written "65 W"
# They say nothing about a product: neither looked for in names nor put right.
_FILLERS = _words(
    "a an the this that these those some any every each all both i i'm im i'd i'll i've me my mine we us our you your"
    " he his she it its they them their one ones someone somebody something anything who which what when where how why"
    " am is are was were be been being do does did have has had having can could will would should shall may might"
    " must want wants wanted wanna need needs needed like likes liked love loved looking look looks search searching"
    " find finding found show showing shows see get getting got buy buying purchase purchasing give gimme bring order"
    " hunt hunting shop shopping browse browsing after seek seeking recommend suggest offer please pls plz thanks"
    " thank hi hello hey there here for of in on at to from with by and or but so if as than then into about around"
    " over under within very really quite rather pretty too just only also still maybe perhaps kind sort type pair set"
    " make made making use used using wear wearing suit suits suitable fit fits fitting good great nice lovely ideal"
    " perfect best better right new much many more less most least few piece item items product products thing things"
    " stuff price priced prices cost costs costing budget money range color colors colour colours colored coloured"
    " material materials size sized sizes brand brands version option options types help let know tell up out off"
    " available stock sell sells selling carry keep you've you're chance fancy hoping hope wondering possible possibly"
    " ideally preferably prefer preferred ok okay well yes along go goes going will works season seasons time times"
    " day days per label labelled named called fashion department design designed shade tone tint hue finish fabric"
    " textile cut feel feeling vibe vibes aesthetic inspired wish kinds actually basically hopefully folks dear sir"
    " madam team rated ratings rating stars star reviews"
    " reviewed customers customer style styles don't copy copies latest newest send"
    " sending come comes"
    " living room bedroom bathroom kitchen hall hallway garden house home wall floor quality strap sole zip pocket"
    " pockets sleeve sleeves collar button buttons handle handles lining frame top bottom inside outside"
)
FILLERS = _FILLERS | _words(
    "etwas ich suche mochte habt ihr haben sie ein eine einen einem einer der die das den dem und oder fur mit aus"
    " von zu bitte gibt es mir zeig zeige brauche im am auf"
    " un une des le la les je cherche voudrais veux avez vous pour de du et avec en dans sur est ce que il elle moi"
    " ihm ihn mich mir dich dir uns euch wir meine"
    " meiner meinen meinem unser unsere seine ihre ihren hatte hatten gern"
    " gerne wurde wurden mochten konnte konnten kann konnen will wollen wollte brauchen suchen hab habe hast wird"
    " auch noch nur mal doch denn da dann wenn was"
    " wer wie wo welche welcher welches dieser diese dieses ungefahr circa"
    " beim vom zum zur nach bei an ins als ob vielleicht"
    " schon schone schones gut gute paar stuck bitte danke hallo guten"
    " servus gruezi moin"
    " aimerais aimerai voudrions cherchons quelque chose mon ma mes notre"
    " nos votre vos son sa ses au aux plait merci"
    " bonjour salut tres bien aussi encore etre serait"
    " gustaria querria quisieramos buscamos necesitamos mi mis tu su"
    " sus nuestro nuestra al lo le con por hola buenos"
    " buenas dias gracias muy tambien algun alguna"
    " montrez besoin unos unas una uno el los las yo busco quiero quisiera tiene tienen tienes para con del y por"
    " favor necesito muestra algo"
    " schicken senden verschicken zuschicken envoyer enviar mandar"
    " zeigen zeigt sehen montrer voir puis peux muestrame muestreme muestrenme ensename ver"
)
# Words of the amounts: a slip in them costs a wish.
AMOUNTS = _words(
    "under below less than max maximum up least above over more between free shipping delivery dollars dollar usd"
    " euros euro pounds pound minimum cheaper cheapest costing postage within ships delivered higher lower exceed"
    " exceeding starting bucks included complimentary fee fees charge charges cap spend upwards tops roughly beneath"
    " beyond limit ceiling stars star rated rating most from to with without size not from price budget"
)
# All that is no slip of a word of the shop.
SMALL = (
    FILLERS
    | PEOPLE
    | CONNECTING
    | WHATEVER
    | CONDITIONS
    | {word for cue in UNWANTED for word in cue}
    | _words(
        "unter bis hochstens maximal weniger als gunstiger gunstige mehr uber teurer mindestens ab zwischen kostenlos"
        " kostenlose kostenlosem versand lieferung versandkosten versandkostenfrei sterne sternen moins sous"
        " jusqu'a plus maximum inferieur entre livraison gratuite frais port etoiles menos hasta debajo mas maximo"
        " gastos envio gratis gratuito entrega estrellas euros euro"
    )
)
# English small words with their rank among those that a slip may have meant, see ``spelling``.
GRAMMAR: dict[str, int] = dict.fromkeys(_FILLERS | WHATEVER | INTENSITY, 1) | dict.fromkeys(
    AMOUNTS | {word for cue in _UNWANTED for word in cue}, 1
)
GRAMMAR.update(dict.fromkeys(_words("free shipping delivery under between dollars stars with without"), 0))
COURTESY = _words(
    "a an the some any please pls thanks thank you hi hello hey bitte danke ein eine einen der die das"
) | _words("hallo un une des le la les svp merci bonjour una unos unas el los las por favor gracias hola ;")
_CHEAPEST = (
    r"cheapest|least expensive|lowest[- ]priced?|most affordable|cheap|inexpensive|affordable|budget[- ]friendly"
    r"|low[- ]cost|not (?:too |so |very )?(?:expensive|pricey|dear)|gunstige?[nrs]?|billige?[nrs]?|gunstigste[nrs]?"
    r"|pas cher|bon marche|moins cheres?|baratos?|economicos?|mas baratos?"
)
_DEAREST = r"most expensive|priciest|dearest|highest[- ]priced?|teuerste[nrs]?|mas caro"
_RATED = (
    r"(?:best|top|highest|highly|well|better)[- ]?(?:rated|reviewed)|best (?:ratings?|reviews?)"
    r"|(?:good|great|excellent) (?:reviews|ratings?)|most popular|beliebteste[nrs]?|mieux notes?|mejor valorad[oa]s?"
)
ORDERS: tuple[tuple[re.Pattern[str], SearchOrder], ...] = (
    (re.compile(rf"\b(?:the )?(?:{_CHEAPEST})\b"), "cheapest"),
    (re.compile(rf"\b(?:the )?(?:{_DEAREST})\b"), "dearest"),
    (re.compile(rf"\b(?:the )?(?:{_RATED})\b"), "rated"),
)
