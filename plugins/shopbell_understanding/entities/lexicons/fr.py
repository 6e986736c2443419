"""French."""

from .counting import french
from .lexicon import Lexicon, in_order, meanings, phrases, words

# fmt: off
FRENCH = Lexicon(
    numbers=french(),
    hundred=words("cent cents"),
    thousand=words("mille"),
    million=words("million millions"),
    and_words=words("et"),
    no_numbers=phrases("un, une, l ' un, l ' une, l un, un autre, une autre, un peu"),
    articles=words("un une"),
    comma=",",
    weekdays=in_order(
        "lundi/lundis/lun mardi/mardis mercredi/mercredis/mer jeudi/jeudis/jeu vendredi/vendredis/ven"
        " samedi/samedis/sam"
        " dimanche/dimanches/dim"
    ),
    months=in_order(
        "janvier/janv fevrier/fevr mars avril/avr mai juin juillet/juil aout septembre/sept octobre/oct novembre/nov"
        " decembre/dec"
    ),
    days_ahead={
        "aujourd ' hui": 0, "aujourd ’ hui": 0, "aujourdhui": 0, "aujourd hui": 0, "ce soir": 0, "ce matin": 0,
        "cet apres - midi": 0, "cet apres midi": 0, "demain": 1, "apres - demain": 2, "apres demain": 2, "hier": -1,
        "avant - hier": -2, "avant hier": -2,
    },
    weekend=phrases("week - end, weekend, week end"),
    next_words=words("prochain prochaine prochains"),
    next_is_coming=True,
    this_words=words("ce cet cette"),
    last_words=words("dernier derniere passe passee"),
    on_words=words("le du au des jusqu avant apres depuis pour"),
    of_words=frozenset(),
    ordinal_ends=words("er e eme"),
    in_words=phrases("dans, d ' ici, d ’ ici, sous"),
    ago_before=phrases("il y a, ya"),
    day_units=meanings(
        "day: jour, jours; week: semaine, semaines; month: mois; year: an, ans, annee, annees;"
        " hour: heure, heures; minute: minute, minutes, min"
    ),
    at_words=phrases("a, vers, avant, apres, jusqu ' a, des, a partir de, de"),
    clock_words=phrases("h, heure, heures"),
    morning_words=phrases("du matin, le matin, ce matin, demain matin"),
    evening_words=phrases("du soir, le soir, ce soir, de l ' apres - midi, demain soir"),
    named_hours={"midi": (12, 0), "minuit": (0, 0)},
    after_hour={"et demie": 30, "et demi": 30, "et quart": 15, "moins le quart": -15, "moins quart": -15},
    parts_of_day={
        "le matin": (8, 12), "ce matin": (8, 12), "demain matin": (8, 12), "matin": (8, 12), "apres - midi": (12, 18),
        "cet apres - midi": (12, 18), "l ' apres - midi": (12, 18), "le soir": (18, 22), "ce soir": (18, 22),
        "demain soir": (18, 22), "soir": (18, 22),
    },
    from_words=words("de entre du"),
    to_words=words("a et au jusqu"),
    sizes=meanings("S: petit, petite; M: moyen, moyenne; L: grand, grande; XL: tres grand, tres grande"),
    size_words=words("taille tailles pointure pointures"),
    smaller=phrases("plus petit, plus petite, une taille en dessous, la taille en dessous"),
    larger=phrases("plus grand, plus grande, une taille au - dessus, une taille au dessus, la taille au - dessus"),
    colours=meanings(
        "black: noir, noire, noirs, noires; white: blanc, blanche, blancs, blanches; grey: gris, grise, grises;"
        " red: rouge, rouges; blue: bleu, bleue, bleus, bleues; green: vert, verte, verts, vertes; yellow: jaune,"
        " jaunes;"
        " orange: orange; purple: violet, violette, mauve; pink: rose, roses; brown: marron, brun, brune; beige: beige;"
        " navy: bleu marine; turquoise: turquoise; gold: dore, doree; silver: argente, argentee; burgundy: bordeaux"
    ),
    materials=meanings(
        "cotton: coton; wool: laine; linen: lin; silk: soie; leather: cuir; suede: daim; denim: jean;"
        " polyester: polyester;"
        " cashmere: cachemire; velvet: velours; wood: bois; oak: chene; steel: acier, inox; glass: verre;"
        " ceramic: ceramique; plastic: plastique; paper: papier"
    ),
    currencies=meanings(
        "EUR: euro, euros; USD: dollar, dollars; GBP: livres sterling; CHF: franc, francs; cent: centime, centimes"
    ),
    units=meanings(
        "kg: kilo, kilos, kilogramme, kilogrammes; g: gramme, grammes; l: litre, litres; cm: centimetre, centimetres;"
        " m: metre, metres; piece: piece, pieces, fois, paire, paires, boite, boites, bouteille, bouteilles, tranche,"
        " tranches, personnes, exemplaires"
    ),
    pronouns=phrases(
        "celui - ci, celle - ci, celui - la, celle - la, celui ci, celle ci, ca, cela, ce produit, cet article"
    ),
    ordinals={
        **dict.fromkeys(("premier", "premiere", "1 er", "1 ere"), 1), **dict.fromkeys(("deuxieme", "second",
        "seconde"), 2),
        "troisieme": 3, "quatrieme": 4, **dict.fromkeys(("dernier", "derniere"), -1), "numero un": 1, "numero deux": 2,
    },
    one_words=words("produit article option"),
    yes=phrases(
        "oui, oui merci, oui s ' il vous plait, ouais, d ' accord, d accord, ok, bien sur, exact, exactement,"
        " tout a fait, volontiers, parfait"
    ),
    no=phrases("non, non merci, pas vraiment, pas du tout, plutot pas, pas maintenant, faux"),
    order_words=words("commande commandes colis livraison"),
    postcode_words=words("cp postal"),
    street_heads=words("rue avenue av boulevard bd place chemin allee impasse quai cours route square"),
)
# fmt: on
