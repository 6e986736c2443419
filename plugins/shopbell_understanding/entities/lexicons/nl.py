"""Dutch: numbers, days, hours."""

from .counting import dutch
from .lexicon import Lexicon, in_order, meanings, phrases, words

# fmt: off
DUTCH = Lexicon(
    numbers=dutch(),
    hundred=words("honderd"),
    thousand=words("duizend"),
    million=words("miljoen"),
    articles=words("een"),
    comma=",",
    weekdays=in_order("maandag/ma dinsdag/di woensdag/wo donderdag/do vrijdag/vr zaterdag/za zondag/zo"),
    months=in_order(
        "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep oktober/okt"
        " november/nov december/dec"
    ),
    days_ahead={"vandaag": 0, "vanavond": 0, "vanmiddag": 0, "vanochtend": 0, "morgen": 1, "overmorgen": 2,
        "gisteren": -1},
    weekend=phrases("weekend, weekeinde"),
    next_words=words("volgende komende aanstaande"),
    this_words=words("deze dit"),
    last_words=words("vorige afgelopen"),
    on_words=words("op van tot voor na vanaf"),
    of_words=frozenset(),
    in_words=phrases("over, binnen, in"),
    ago_after=words("geleden"),
    day_units=meanings(
        "day: dag, dagen; week: week, weken; month: maand, maanden; year: jaar, jaren; hour: uur; minute: minuut,"
        " minuten"
    ),
    at_words=phrases("om, rond, vanaf, tot, na, voor"),
    clock_words=phrases("uur"),
    evening_words=phrases("s avonds, ' s avonds, vanavond, s middags, ' s middags, vanmiddag"),
    morning_words=phrases("s ochtends, ' s ochtends, s morgens, ' s morgens, vanochtend"),
    named_hours={"middernacht": (0, 0)},
    past_hour={"half": -30, "kwart over": 15, "kwart voor": -15},
    from_words=words("van tussen vanaf"),
    to_words=words("tot en"),
    sizes=meanings("S: klein, kleine; M: middel; L: groot, grote"),
    size_words=words("maat"),
    smaller=phrases("kleiner, kleinere, een maat kleiner"),
    larger=phrases("groter, grotere, een maat groter"),
    currencies=meanings("EUR: euro; USD: dollar; cent: cent"),
    units=meanings("kg: kilo; g: gram; l: liter; piece: stuk, stuks, keer, paar, personen"),
    pronouns=phrases("deze, die, dit, dat"),
    ordinals={"eerste": 1, "tweede": 2, "derde": 3, "laatste": -1},
    yes=phrases("ja, ja graag, jazeker, graag, ok, oke, klopt, prima"),
    no=phrases("nee, nee bedankt, liever niet, nu niet"),
    order_words=words("bestelling bestelnummer order"),
    postcode_words=words("postcode"),
    street_ends=words("straat laan weg plein gracht kade singel"),
    glued=True,
)
# fmt: on
