"""Italian: numbers, days, hours."""

from .counting import italian
from .lexicon import Lexicon, in_order, meanings, phrases, words

# fmt: off
ITALIAN = Lexicon(
    numbers=italian(),
    hundred=words("cento"),
    thousand=words("mille mila"),
    million=words("milione milioni"),
    articles=words("un uno una"),
    comma=",",
    weekdays=in_order("lunedi/lun martedi mercoledi/mer giovedi/gio venerdi/ven sabato/sab domenica/dom"),
    months=in_order(
        "gennaio/gen febbraio/feb marzo aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set"
        " ottobre/ott"
        " novembre/nov dicembre/dic"
    ),
    days_ahead={"oggi": 0, "stasera": 0, "stamattina": 0, "domani": 1, "dopodomani": 2, "ieri": -1},
    weekend=phrases("fine settimana, weekend, week - end"),
    next_words=words("prossimo prossima"),
    next_is_coming=True,
    this_words=words("questo questa"),
    last_words=words("scorso scorsa"),
    on_words=words("il del al dal entro"),
    of_words=frozenset(),
    in_words=phrases("tra, fra, in"),
    ago_after=words("fa"),
    day_units=meanings(
        "day: giorno, giorni; week: settimana, settimane; month: mese, mesi; year: anno, anni; hour: ora, ore;"
        " minute: minuto, minuti"
    ),
    at_words=phrases("alle, all ' , verso le, dopo le, prima delle, dalle"),
    evening_words=phrases("di sera, del pomeriggio, stasera, di pomeriggio"),
    morning_words=phrases("di mattina, del mattino, stamattina"),
    named_hours={"mezzogiorno": (12, 0), "mezzanotte": (0, 0)},
    after_hour={"e mezza": 30, "e mezzo": 30, "e un quarto": 15, "meno un quarto": -15},
    from_words=words("da dal dalle tra fra"),
    to_words=words("a al alle e"),
    sizes=meanings("S: piccolo, piccola; M: medio, media; L: grande"),
    size_words=words("taglia misura numero"),
    smaller=phrases("piu piccolo, piu piccola, una taglia in meno"),
    larger=phrases("piu grande, una taglia in piu"),
    currencies=meanings("EUR: euro; USD: dollari, dollaro; cent: centesimi"),
    units=meanings("kg: chilo, chili; g: grammo, grammi; l: litro, litri; piece: pezzo, pezzi, volte, paio, persone"),
    pronouns=phrases("questo, questa, quello, quella"),
    ordinals={"primo": 1, "prima": 1, "secondo": 2, "seconda": 2, "terzo": 3, "terza": 3, "ultimo": -1, "ultima": -1},
    yes=phrases("si, si grazie, certo, va bene, ok, esatto, giusto, d ' accordo"),
    no=phrases("no, no grazie, meglio di no, non ora"),
    order_words=words("ordine ordini"),
    postcode_words=words("cap"),
    street_heads=words("via viale piazza corso largo"),
)
# fmt: on
