"""Values are found in what customers write, in their languages, in one normal form."""

from datetime import date, datetime, time
from typing import Any

import pytest

from shopbell.config.shops import shop_folder
from shopbell.shop import Money, ShopInfo
from shopbell_understanding.entities import ShopEntities, read_catalogue

NOW = datetime(2026, 11, 24, 14, 0)  # a Tuesday
BAKERY = read_catalogue((shop_folder("bakery") / "catalogue.csv").read_bytes())
SHOP = ShopInfo(
    name="Corner shop", languages=("en", "de", "fr", "es"), time_zone="Europe/Berlin", phone="+49 30 5550143"
)
READER = ShopEntities(SHOP, BAKERY)
BOUTIQUE = ShopEntities(
    SHOP,
    read_catalogue(
        b"id,title,brand,colour,size,material,category\n"
        b"D1,Summer dress,Nordlicht,red;navy,S;M;L,cotton,dresses\n"
        b"D2,Evening dress,La Rive,black,38;40;42,silk,dresses\n"
        b"S1,Wool scarf,Nordlicht,gr\xc3\xbcn,,wool,scarves\n"
    ),
    ("CR-######",),
)


def found(text: str, kind: str, language: str = "en", reader: ShopEntities = READER) -> list[Any]:
    """The values of one kind."""
    return [entity.value for entity in reader.read(text, language, NOW) if entity.kind == kind]


def days(*written: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, written))


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "are you open tomorrow?", "2026-11-25"),
        ("en", "the day after tomorrow", "2026-11-26"),
        ("en", "on friday please", "2026-11-27"),
        ("en", "next friday", "2026-12-04"),
        ("en", "friday next week", "2026-12-04"),
        ("en", "this thursday", "2026-11-26"),
        ("en", "last monday", "2026-11-23"),
        ("en", "in 2 weeks", "2026-12-08"),
        ("en", "in a fortnight", "2026-12-08"),
        ("en", "I ordered three days ago", "2026-11-21"),
        ("en", "in a month", "2026-12-24"),
        ("en", "on 3 December", "2026-12-03"),
        ("en", "December 3rd, 2027", "2027-12-03"),
        ("en", "the 3rd of december", "2026-12-03"),
        ("en", "Friday, the 4th of December", "2026-12-04"),
        ("en", "24/12/2026", "2026-12-24"),
        ("en", "2026-12-24", "2026-12-24"),
        ("en", "on the 28th", "2026-11-28"),
        ("en", "3 January", "2027-01-03"),
        ("en", "29 February", "2028-02-29"),
        ("de", "morgen", "2026-11-25"),
        ("de", "übermorgen geht auch", "2026-11-26"),
        ("de", "am 24.12.", "2026-12-24"),
        ("de", "am 24. Dezember 2026", "2026-12-24"),
        ("de", "vor einer Woche", "2026-11-17"),
        ("de", "in vierzehn Tagen", "2026-12-08"),
        ("de", "am Freitag, den 4.12.", "2026-12-04"),
        ("de", "nächsten Freitag", "2026-12-04"),
        ("de", "am Fr", "2026-11-27"),
        ("fr", "demain", "2026-11-25"),
        ("fr", "après-demain", "2026-11-26"),
        ("fr", "vendredi prochain", "2026-11-27"),
        ("fr", "le 3 janvier", "2027-01-03"),
        ("fr", "il y a trois jours", "2026-11-21"),
        ("fr", "dans deux semaines", "2026-12-08"),
        ("es", "mañana", "2026-11-25"),
        ("es", "pasado mañana", "2026-11-26"),
        ("es", "el viernes que viene", "2026-11-27"),
        ("es", "el 3 de enero de 2027", "2027-01-03"),
        ("es", "hace tres días", "2026-11-21"),
        ("es", "dentro de dos semanas", "2026-12-08"),
        ("it", "domani", "2026-11-25"),
        ("it", "il 3 gennaio", "2027-01-03"),
        ("nl", "overmorgen", "2026-11-26"),
        ("nl", "over twee weken", "2026-12-08"),
    ],
)
def test_a_day_is_understood(language: str, text: str, day: str) -> None:
    assert found(text, "date", language) == [date.fromisoformat(day)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "30 February"),
        ("de", "am 31.2."),
        ("fr", "le 31 avril"),
        ("en", "it costs 12.50"),
        ("en", "the sun is out"),
        ("en", "you may come"),
        ("en", "he sat down"),
        ("de", "guten Morgen"),
        ("en", "version 1.2.3"),
        ("en", "3/4 of it"),
        ("en", "mon ami"),
    ],
)
def test_what_is_no_day_is_none(language: str, text: str) -> None:
    assert found(text, "date", language) == found(text, "date_range", language) == []


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("en", "from monday to wednesday", "2026-11-30", "2026-12-02"),
        ("en", "between 24 and 26 December", "2026-12-24", "2026-12-26"),
        ("en", "next week", "2026-11-30", "2026-12-06"),
        ("en", "at the weekend", "2026-11-28", "2026-11-29"),
        ("en", "in May", "2027-05-01", "2027-05-31"),
        ("de", "vom 3. bis zum 5. Dezember", "2026-12-03", "2026-12-05"),
        ("de", "nächste Woche", "2026-11-30", "2026-12-06"),
        ("fr", "la semaine prochaine", "2026-11-30", "2026-12-06"),
        ("es", "del 3 al 5 de diciembre", "2026-12-03", "2026-12-05"),
    ],
)
def test_a_stretch_of_days_is_understood(language: str, text: str, first: str, last: str) -> None:
    assert found(text, "date_range", language) == [days(first, last)]


def test_two_days_are_two_days() -> None:
    assert found("monday and wednesday", "date") == [*days("2026-11-30", "2026-11-25")]


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("en", "at 3 please", "15:00"),
        ("en", "3pm", "15:00"),
        ("en", "at 9 a.m.", "09:00"),
        ("en", "10:30", "10:30"),
        ("en", "half past three", "15:30"),
        ("en", "at noon", "12:00"),
        ("en", "quarter to five", "16:45"),
        ("en", "8 in the evening at 8", "20:00"),
        ("en", "12 am", "00:00"),
        ("de", "um halb vier", "15:30"),
        ("de", "15 Uhr 30", "15:30"),
        ("de", "um 10.30 Uhr", "10:30"),
        ("de", "um drei", "15:00"),
        ("de", "um 8 Uhr abends", "20:00"),
        ("fr", "à 15h30", "15:30"),
        ("fr", "à dix heures et quart", "10:15"),
        ("fr", "à midi", "12:00"),
        ("es", "a las cinco y media de la tarde", "17:30"),
        ("es", "a las 10", "10:00"),
    ],
)
def test_an_hour_is_understood(language: str, text: str, hour: str) -> None:
    assert found(text, "time", language) == [time.fromisoformat(hour)]


@pytest.mark.parametrize("text", ["I want 3 of them", "25:00", "look at 3 loaves", "12:99", "at 3.50 each", "I am 3rd"])
def test_what_is_no_hour_is_none(text: str) -> None:
    assert found(text, "time") == []


@pytest.mark.parametrize(
    ("language", "text", "begins", "ends"),
    [
        ("en", "between 3 and 5", "15:00", "17:00"),
        ("en", "from 9 to 5 tomorrow", "09:00", "17:00"),
        ("en", "3-5pm", "15:00", "17:00"),
        ("en", "tomorrow morning", "08:00", "12:00"),
        ("de", "zwischen 15 und 17 Uhr", "15:00", "17:00"),
        ("fr", "entre 15h et 17h", "15:00", "17:00"),
        ("es", "entre las 10 y las 12", "10:00", "12:00"),
    ],
)
def test_a_stretch_of_hours_is_understood(language: str, text: str, begins: str, ends: str) -> None:
    assert found(text, "time_range", language) == [(time.fromisoformat(begins), time.fromisoformat(ends))]


@pytest.mark.parametrize("text", ["between 10 and 20 euros", "between 3 and 5 loaves", "from 3 to 5 people"])
def test_what_is_no_stretch_of_hours_is_none(text: str) -> None:
    assert found(text, "time_range") == []


def test_a_moment_from_now_is_a_day_and_an_hour() -> None:
    assert (found("in 12 hours", "date"), found("in 12 hours", "time")) == ([*days("2026-11-25")], [time(2, 0)])


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "forty-two", 42), ("en", "two hundred and fifty", 250), ("en", "1,250", 1250), ("en", "2.5", 2.5),
        ("en", "a dozen", 12), ("en", "three thousand", 3000),
        ("de", "zweiundvierzig", 42), ("de", "zweihundertfünfzig", 250), ("de", "1.250", 1250), ("de", "2,5", 2.5),
        ("de", "anderthalb", 1.5), ("de", "fuenf", 5),
        ("fr", "quatre-vingt-dix-sept", 97), ("fr", "deux cents", 200), ("fr", "2,5", 2.5), ("fr", "septante", 70),
        ("es", "treinta y dos", 32), ("es", "doscientos", None), ("es", "veintidós", 22),
        ("it", "ventuno", 21), ("nl", "eenentwintig", 21),
    ],
)  # fmt: skip
def test_a_number_is_understood(language: str, text: str, number: float | None) -> None:
    assert found(text, "number", language) == ([] if number is None else [number])


@pytest.mark.parametrize("text", ["this one", "the second one", "which one is it", "once more", "v1.2.3.4"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert found(text, "number") == []


@pytest.mark.parametrize(
    ("language", "text", "amounts"),
    [
        ("en", "5.20 €", [(520, "EUR")]),
        ("en", "$12", [(1200, "USD")]),
        ("en", "20 euros 50", [(2050, "EUR")]),
        ("en", "between 10 and 20 pounds", [(1000, "GBP"), (2000, "GBP")]),
        ("en", "80 cents", [(80, "EUR")]),
        ("en", "1,234.50 USD", [(123450, "USD")]),
        ("de", "für 12,- Euro", [(1200, "EUR")]),
        ("de", "1.234,50 €", [(123450, "EUR")]),
        ("de", "zwanzig Franken", [(2000, "CHF")]),
        ("fr", "97 €", [(9700, "EUR")]),
        ("es", "treinta y dos euros", [(3200, "EUR")]),
    ],
)
def test_money_is_understood(language: str, text: str, amounts: list[tuple[int, str]]) -> None:
    assert found(text, "money", language) == [Money(*amount) for amount in amounts]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("write to Ana.B+shop@Example.COM, thanks", "email", ["Ana.B+shop@example.com"]),
        ("a@b, @home, me@", "email", []),
        ("call 030 5550199", "phone", ["+49305550199"]),
        ("+44 20 7946 0958", "phone", ["+442079460958"]),
        ("(030) 555-0199", "phone", ["+49305550199"]),
        ("I paid 12345678 twice", "phone", []),
        ("order 4711", "order_number", ["4711"]),
        ("my order number is A-20711", "order_number", ["A-20711"]),
        ("#10023", "order_number", ["10023"]),
        ("order two loaves", "order_number", []),
        ("Mill Lane 3, 10115 Berlin", "street", ["Mill Lane 3"]),
        ("Mill Lane 3, 10115 Berlin", "postcode", ["10115"]),
        ("Mill Lane 3, 10115 Berlin", "city", ["Berlin"]),
        ("my zip is 10115", "postcode", ["10115"]),
        ("it is 10115 steps away", "postcode", []),
        ("two loaves please", "quantity", [2]),
        ("3x walnut bread", "quantity", [3]),
        ("a pretzel please", "quantity", [1]),
        ("500 g of it", "measure", [(500, "g")]),
        ("2.5 litres", "measure", [(2.5, "l")]),
        ("yes please", "yes_no", [True]),
        ("no, thanks", "yes_no", [False]),
        ("👍", "yes_no", [True]),
        ("no gluten for me", "yes_no", []),
        ("the second one", "reference", [2]),
        ("is it vegan", "reference", [0]),
        ("the last one please", "reference", [-1]),
        ("the second of May", "reference", []),
        ("hello, this is Ana, where is my order", "reference", []),
        ("hi this is Ana Lopez. do you ship to France", "reference", []),
        ("this is Ana speaking", "reference", []),
        ("hello, this is Ana, is it vegan", "reference", [0]),
        ("this is too small, can I return it", "reference", [0, 0]),
        ("hello, how much is this?", "reference", [0]),
        ("in a smaller size", "size_change", [-1]),
    ],
)
def test_other_values_are_understood(text: str, kind: str, value: list[Any]) -> None:
    assert found(text, kind) == value


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("de", "Mühlenstraße 12a, 10115 Berlin", "street", ["Mühlenstraße 12a"]),
        ("fr", "12 rue de la Paix, 75002 Paris", "street", ["12 rue de la Paix"]),
        ("fr", "12 rue de la Paix, 75002 Paris", "city", ["Paris"]),
        ("es", "Calle Mayor 5, 28013 Madrid", "street", ["Calle Mayor 5"]),
        ("de", "ja gerne", "yes_no", [True]),
        ("fr", "non merci", "yes_no", [False]),
        ("es", "claro que sí", "yes_no", [True]),
        ("de", "den zweiten bitte", "reference", [2]),
        ("de", "zwei Stück", "quantity", [2]),
        ("de", "eine Nummer kleiner", "size_change", [-1]),
    ],
)
def test_other_languages_too(language: str, text: str, kind: str, value: list[Any]) -> None:
    assert found(text, kind, language) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("do you still have the walnut bread", "product", ["B004"]),
        ("Walnut breads", "product", ["B004"]),
        ("what is in B001", "product", ["B001"]),
        ("is the brioche fresh", "product", ["B011"]),
        ("is the broiche fresh", "product", ["B011"]),
        ("a walnutt bread please", "product", ["B004"]),
        ("wallnut braed", "product", ["B004"]),
        ("do you have bread", "product", []),
        ("do you have bread", "category", ["bread"]),
        ("what rolls do you have", "category", ["rolls"]),
        ("an orange please", "colour", []),
    ],
)
def test_the_bakery_knows_its_wares(text: str, kind: str, value: list[Any]) -> None:
    assert found(text, kind) == value


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("en", "the summer dress in navy blue", "product", ["D1"]),
        ("en", "the summer dress in navy blue", "colour", ["navy"]),
        ("de", "gibt es das Kleid in Rot", "colour", ["red"]),
        ("en", "a green scarf", "colour", ["grün"]),
        ("en", "size M", "size", ["M"]),
        ("en", "size 42 please", "size", ["42"]),
        ("de", "in Größe 40", "size", ["40"]),
        ("en", "do you have it in large", "size", ["L"]),
        ("en", "what's new", "size", []),
        ("en", "anything in silk", "material", ["silk"]),
        ("de", "etwas aus Seide", "material", ["silk"]),
        ("en", "something by la rive", "brand", ["La Rive"]),
        ("en", "dresses", "category", ["dresses"]),
        ("en", "cr 204711", "order_number", ["CR-204711"]),
        ("en", "order CR-204711", "order_number", ["CR-204711"]),
        ("en", "order 12", "order_number", []),
    ],
)
def test_the_boutique_knows_its_sizes_and_colours(language: str, text: str, kind: str, value: list[Any]) -> None:
    assert found(text, kind, language, BOUTIQUE) == value


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Lemon tart", "two lemons tarts"), ("USB charger", "3 usb chargers"), ("Summer dress", "summer dresses"),
        ("Oat cookie", "oat cookies"), ("Bread knife", "bread knives"), ("Linen cushion", "linen cushions"),
        ("Garden glove", "garden gloves"), ("Water glass", "six water glasses"), ("Petit pain", "deux petits pains"),
        ("Zitronentorte", "zwei Zitronentorten"), ("Pan rústico", "dos panes rústicos"),
    ],
)  # fmt: skip
def test_several_are_called_as_one_is(title: str, said: str) -> None:
    reader = ShopEntities(SHOP, read_catalogue(f"id,title\nA1,{title}\nA2,Oil lamp\n".encode()))

    assert found(said, "product", reader=reader) == ["A1"]


def test_a_phone_number_is_not_read_a_second_time_as_something_else() -> None:
    kinds = [entity.kind for entity in READER.read("please call 030 5550199", "en", NOW)]

    assert kinds == ["phone"]


def test_american_shops_write_the_month_first() -> None:
    shop = ShopInfo(name="Diner", time_zone="America/New_York", currency="USD")
    reader = ShopEntities(shop, read_catalogue(b""))

    assert found("on 12/3/2026", "date", reader=reader) == [*days("2026-12-03")]
    assert found("call (212) 555-0142 now", "phone", reader=reader) == ["+12125550142"]
