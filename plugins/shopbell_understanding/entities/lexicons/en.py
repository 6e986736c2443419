"""English."""

from .counting import english
from .lexicon import Lexicon, in_order, meanings, phrases, words

# fmt: off
ENGLISH = Lexicon(
    numbers=english(),
    hundred=words("hundred"),
    thousand=words("thousand"),
    million=words("million"),
    and_words=words("and"),
    no_numbers=phrases(
        "this one, that one, which one, the one, another one, any one, no one, some one, each one, one another,"
        " first one, second one, third one, last one, other one, same one, new one, red one, one of, one day,"
        " bigger one,"
        " smaller one, larger one, next one, a new one, one more time, good one, one time"
    ),
    articles=words("a an one"),
    weekdays=in_order(
        "monday/mondays/mon tuesday/tuesdays/tue/tues wednesday/wednesdays/wed/weds thursday/thursdays/thu/thur/thurs"
        " friday/fridays/fri saturday/saturdays/sat sunday/sundays/sun"
    ),
    months=in_order(
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct"
        " november/nov december/dec"
    ),
    days_ahead={
        "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1,
        "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmrw": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
        "yesterday": -1, "day before yesterday": -2, "last night": -1,
    },
    weekend=phrases("weekend, week end, week - end"),
    next_words=words("next"),
    this_words=words("this coming"),
    last_words=words("last past"),
    on_words=words("on by until till before after since the from for"),
    of_words=words("of"),
    ordinal_ends=words("st nd rd th"),
    in_words=phrases("in, within"),
    ago_after=words("ago"),
    day_units=meanings(
        "day: day, days; week: week, weeks; fortnight: fortnight, fortnights; month: month, months;"
        " year: year, years; hour: hour, hours, hrs; minute: minute, minutes, mins, min"
    ),
    at_words=phrases("at, by, until, till, before, after, around, about, from, since"),
    clock_words=phrases("o ' clock, o ’ clock, o clock, oclock, hrs"),
    morning_words=phrases("in the morning, this morning, tomorrow morning, morning"),
    evening_words=phrases("in the afternoon, in the evening, this afternoon, this evening, tonight, at night, evening"),
    named_hours={"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)},
    past_hour={
        "half past": 30, "quarter past": 15, "a quarter past": 15, "quarter to": -15, "a quarter to": -15,
        "ten past": 10, "ten to": -10, "twenty past": 20, "twenty to": -20, "five past": 5, "five to": -5,
    },
    parts_of_day={
        "in the morning": (8, 12), "this morning": (8, 12), "tomorrow morning": (8, 12), "morning": (8, 12),
        "in the afternoon": (12, 18), "this afternoon": (12, 18), "afternoon": (12, 18), "in the evening": (18, 22),
        "this evening": (18, 22), "evening": (18, 22), "tonight": (18, 23), "at lunchtime": (12, 14),
        "good morning": (0, 0), "good afternoon": (0, 0), "good evening": (0, 0),
    },
    from_words=words("from between"),
    to_words=words("to until till and through"),
    sizes=meanings(
        "XS: extra small, x small; S: small; M: medium; L: large; XL: extra large, x large; XXL: double extra large"
    ),
    size_words=words("size sizes"),
    smaller=phrases("smaller, a smaller size, one size smaller, a size smaller, a size down, smaller one"),
    larger=phrases("larger, bigger, a larger size, a bigger size, one size larger, one size bigger, a size up"),
    colours=meanings(
        "black: black; white: white; grey: grey, gray; red: red; blue: blue; green: green; yellow: yellow;"
        " orange: orange; purple: purple, violet, lilac; pink: pink; brown: brown; beige: beige; navy: navy, navy blue,"
        " dark blue; turquoise: turquoise, teal; gold: gold, golden; silver: silver; cream: cream; burgundy: burgundy"
    ),
    materials=meanings(
        "cotton: cotton; wool: wool, woollen, woolen; linen: linen; silk: silk; leather: leather; suede: suede;"
        " denim: denim; polyester: polyester; cashmere: cashmere; velvet: velvet; wood: wood, wooden; oak: oak;"
        " steel: steel, stainless steel; glass: glass; ceramic: ceramic; plastic: plastic; paper: paper"
    ),
    currencies=meanings(
        "EUR: euro, euros; USD: dollar, dollars, bucks; GBP: pound, pounds, quid; CHF: franc, francs;"
        " cent: cent, cents, pence"
    ),
    units=meanings(
        "kg: kilo, kilos, kilogram, kilograms; g: gram, grams, gramme, grammes; l: litre, litres, liter, liters;"
        " lb: lb, lbs; oz: oz, ounce, ounces; cm: centimetre, centimetres; m: metre, metres, meter, meters;"
        " in: inch, inches; piece: piece, pieces, pcs, times, loaf, loaves, pair, pairs, box, boxes, pack, packs,"
        " bottle, bottles, slice, slices, item, items, copies, people, persons, guests"
    ),
    pronouns=phrases(
        "it, this one, that one, this, that, this product, that product, this item, that item, these, them"
    ),
    introducing=phrases("this is"),
    ordinals={
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "1 st": 1, "2 nd": 2, "3 rd": 3,
        "4 th": 4, "5 th": 5, "number one": 1, "number two": 2, "number three": 3,
    },
    one_words=words("one option product item"),
    yes=phrases(
        "yes, yes please, yep, yeah, yup, sure, of course, ok, okay, correct, right, that ' s right, exactly,"
        " please do,"
        " absolutely, certainly, go ahead, sounds good, perfect"
    ),
    no=phrases(
        "no, no thanks, no thank you, nope, nah, not really, wrong, don ' t, please don ' t, rather not, not now"
    ),
    order_words=words("order orders ordernumber purchase parcel package delivery shipment"),
    postcode_words=words("postcode zip zipcode postal"),
    street_ends=words(
        "street st road rd lane ln avenue ave drive dr close way court place square terrace gardens crescent row hill"
        " boulevard blvd highway parkway grove mews walk"
    ),
)
# fmt: on
