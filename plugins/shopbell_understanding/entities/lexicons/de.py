"""German."""

from .counting import german
from .lexicon import Lexicon, in_order, meanings, phrases, words

# fmt: off
GERMAN = Lexicon(
    numbers=german(),
    hundred=words("hundert"),
    thousand=words("tausend"),
    million=words("million millionen"),
    and_words=words("und"),
    articles=words("ein eine einen einem einer"),
    comma=",",
    weekdays=in_order(
        "montag/montags/mo dienstag/dienstags/di mittwoch/mittwochs/mi donnerstag/donnerstags freitag/freitags/fr"
        " samstag/samstags/sonnabend/sonnabends sonntag/sonntags"
    ),
    months=in_order(
        "januar/janner/jan februar/feber/feb marz/maerz/mrz april/apr mai juni/juno/jun juli/jul august/aug"
        " september/sep/sept oktober/okt november/nov dezember/dez"
    ),
    days_ahead={
        "heute": 0, "heute morgen": 0, "heute fruh": 0, "heute abend": 0, "morgen": 1, "morgen fruh": 1,
        "ubermorgen": 2, "uebermorgen": 2, "gestern": -1, "vorgestern": -2, "gestern abend": -1,
    },
    weekend=phrases("wochenende, wochenenden"),
    next_words=words("nachste nachsten nachster nachstes naechste naechsten kommende kommenden kommender kommendes"),
    this_words=words("diese diesen dieser dieses diesem"),
    last_words=words("letzte letzten letzter letztes vergangene vergangenen"),
    on_words=words("am vom bis zum ab der den dem seit vor nach"),
    of_words=frozenset(),
    ordinal_ends=words("ten te"),
    in_words=phrases("in, innerhalb von"),
    ago_before=phrases("vor"),
    day_units=meanings(
        "day: tag, tage, tagen; week: woche, wochen; month: monat, monate, monaten; year: jahr, jahre, jahren;"
        " hour: stunde, stunden, std; minute: minute, minuten, min"
    ),
    at_words=phrases("um, gegen, ab, bis, vor, nach, von, seit, so um"),
    clock_words=phrases("uhr"),
    morning_words=phrases("morgens, fruh, vormittags, am vormittag, in der fruh, heute fruh, morgen fruh"),
    evening_words=phrases("abends, nachmittags, am abend, am nachmittag, heute abend, nachts, heute nachmittag"),
    named_hours={"mittag": (12, 0), "mittags": (12, 0), "mitternacht": (0, 0)},
    past_hour={
        "halb": -30, "viertel nach": 15, "viertel vor": -15, "dreiviertel": -15, "zehn nach": 10, "zehn vor": -10,
        "funf nach": 5, "funf vor": -5, "zwanzig nach": 20, "zwanzig vor": -20,
    },
    parts_of_day={
        "morgens": (8, 12), "vormittags": (8, 12), "vormittag": (8, 12), "heute morgen": (8, 12),
        "morgen fruh": (8, 12),
        "nachmittags": (12, 18), "nachmittag": (12, 18), "abends": (18, 22), "abend": (18, 22), "abendessen": (0, 0),
        "guten morgen": (0, 0), "guten abend": (0, 0), "guten tag": (0, 0), "mittags": (12, 14), "am mittag": (12, 14),
    },
    from_words=words("von zwischen vom"),
    to_words=words("bis und"),
    sizes=meanings("XS: sehr klein; S: klein; M: mittel, mittelgross; L: gross; XL: sehr gross, extra gross"),
    size_words=words("grosse groesse grossen groessen gr"),
    smaller=phrases("kleiner, kleinere, kleineren, eine nummer kleiner, eine grosse kleiner"),
    larger=phrases("grosser, grossere, grosseren, groesser, groessere, eine nummer grosser, eine grosse grosser"),
    colours=meanings(
        "black: schwarz, schwarze, schwarzen, schwarzes, schwarzer; white: weiss, weisse, weissen, weisses;"
        " grey: grau, graue, grauen, graues; red: rot, rote, roten, rotes, roter; blue: blau, blaue, blauen, blaues,"
        " blauer; green: grun, grune, grunen, grunes, gruen; yellow: gelb, gelbe, gelben, gelbes; orange: orange;"
        " purple: lila, violett; pink: rosa, pink; brown: braun, braune, braunen, braunes; beige: beige;"
        " navy: dunkelblau, dunkelblaue, marineblau; turquoise: turkis; gold: gold, golden, goldene; silver: silber,"
        " silbern; burgundy: weinrot, bordeaux"
    ),
    materials=meanings(
        "cotton: baumwolle; wool: wolle; linen: leinen; silk: seide; leather: leder; suede: wildleder;"
        " denim: jeansstoff;"
        " polyester: polyester; cashmere: kaschmir; velvet: samt; wood: holz; oak: eiche; steel: stahl, edelstahl;"
        " glass: glas; ceramic: keramik; plastic: plastik, kunststoff; paper: papier"
    ),
    currencies=meanings("EUR: euro; USD: dollar; GBP: pfund sterling; CHF: franken, fr; cent: cent, cents, rappen"),
    units=meanings(
        "kg: kilo, kilogramm; g: gramm; l: liter; cm: zentimeter; m: meter; pound: pfund;"
        " piece: stuck, stucke, stueck, mal, laib, laibe, paar, packung, packungen, flasche, flaschen, scheibe,"
        " scheiben, personen, leute, gaste"
    ),
    pronouns=phrases("es, das, dieses, diesen, diese, den da, das da, das hier, dieses produkt, dieser artikel"),
    definite=words("das"),
    ordinals={
        **dict.fromkeys(("erste", "ersten", "erstes"), 1), **dict.fromkeys(("zweite", "zweiten", "zweites"), 2),
        **dict.fromkeys(("dritte", "dritten", "drittes"), 3), **dict.fromkeys(("vierte", "vierten"), 4),
        **dict.fromkeys(("letzte", "letzten", "letztes"), -1), "nummer eins": 1, "nummer zwei": 2, "nummer drei": 3,
    },
    one_words=words("produkt artikel option"),
    yes=phrases(
        "ja, ja bitte, ja gerne, jep, klar, gerne, gern, ok, okay, stimmt, richtig, genau, naturlich, passt, sicher"
    ),
    no=phrases(
        "nein, nein danke, ne, nee, no, lieber nicht, falsch, stimmt nicht, nicht wirklich, jetzt nicht,"
        " auf keinen fall"
    ),
    order_words=words("bestellung bestellungen bestellnummer auftrag auftragsnummer bestellnr paket sendung lieferung"),
    postcode_words=words("plz postleitzahl"),
    street_ends=words("strasse str weg platz allee gasse ring ufer damm markt graben steig"),
    glued=True,
)
# fmt: on
