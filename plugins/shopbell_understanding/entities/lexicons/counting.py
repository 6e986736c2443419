"""How languages count to a hundred: every number word, written together, apart or with hyphens."""

from collections.abc import Callable, Iterator

HYPHEN = " - "  # as the tokens of "twenty-one" stand


def english() -> dict[str, float]:
    """0 to 99, "dozen", "half"."""
    ones = _in_order(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen"
    )
    tens = _in_order("twenty thirty forty fifty sixty seventy eighty ninety")
    found = _named(ones) | {"dozen": 12.0, "a dozen": 12.0, "half a dozen": 6.0, "a couple of": 2.0, "fourty": 40.0}
    return found | _tens_and_ones(tens, ones, lambda ten, one: (f"{ten} {one}", f"{ten}{HYPHEN}{one}"))


def german() -> dict[str, float]:
    """0 to 999, as they are written: in one word."""
    ones = _in_order(
        "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn"
        " siebzehn achtzehn neunzehn"
    )
    tens = _in_order("zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig")
    found = _named(ones) | {"zwo": 2.0, "dutzend": 12.0, "ein dutzend": 12.0, "anderthalb": 1.5, "eineinhalb": 1.5}
    found |= _tens_and_ones(tens, ones, lambda ten, one: (f"{'ein' if one == 'eins' else one}und{ten}",))
    below = {word: number for word, number in found.items() if " " not in word and number.is_integer() and number}
    for number in range(1, 10):
        head = ("ein" if number == 1 else ones[number]) + "hundert"
        found[head] = number * 100.0
        for word, rest in below.items():
            found[head + word] = found[f"{head}und{word}"] = number * 100.0 + rest
    found["hundert"] = 100.0
    for number, word in enumerate(ones[2:], 2):
        found[f"{word}tausend"] = number * 1000.0
    # Many write without the dots: "fuenf", "zwoelf".
    dotless = {word.replace("funf", "fuenf").replace("zwolf", "zwoelf"): number for word, number in found.items()}
    return dotless | found


def french() -> dict[str, float]:
    """0 to 99, in France's and in Switzerland's way."""
    ones = _in_order(
        "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
        " dix-huit dix-neuf"
    )
    tens = _in_order("vingt trente quarante cinquante soixante")

    def both(ten: str, one: str) -> tuple[str, ...]:
        apart = f"{ten} et {one}" if one in ("un", "onze") and ten != "quatre-vingt" else f"{ten}-{one}"
        return (apart,)

    found = _named(ones) | {"une": 1.0, "douzaine": 12.0, "une douzaine": 12.0, "une demi-douzaine": 6.0}
    found |= _tens_and_ones(tens, ones[:10], both)
    for number in range(10, 20):
        found[both("soixante", ones[number])[0]] = 60.0 + number
    found |= {"quatre-vingt": 80.0, "quatre-vingts": 80.0}
    for number in range(1, 20):
        found[f"quatre-vingt-{ones[number]}"] = 80.0 + number
    for ten, number in (("septante", 70), ("huitante", 80), ("nonante", 90)):
        found[ten] = float(number)
        found |= {both(ten, one)[0]: float(number + at) for at, one in enumerate(ones[1:10], 1)}
    return _hyphens(found)


def spanish() -> dict[str, float]:
    """0 to 99."""
    ones = _in_order(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis"
        " diecisiete dieciocho diecinueve"
    )
    twenties = _in_order(
        "veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
    )
    tens = _in_order("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
    found = _named(ones) | _named(twenties, 20) | {"docena": 12.0, "una docena": 12.0, "media docena": 6.0}
    for at, ten in enumerate(tens, 3):
        found[ten] = at * 10.0
        found |= {f"{ten} y {one}": at * 10.0 + number for number, one in enumerate(ones[1:10], 1)}
    return found | {"veintiun": 21.0, "ciento": 100.0}


def italian() -> dict[str, float]:
    """0 to 99."""
    ones = _in_order(
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici"
        " diciassette diciotto diciannove"
    )
    tens = _in_order("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")

    def together(ten: str, one: str) -> tuple[str, ...]:
        return ((ten[:-1] if one in ("uno", "otto") else ten) + one,)

    return _named(ones) | _tens_and_ones(tens, ones, together) | {"dozzina": 12.0, "una dozzina": 12.0}


def dutch() -> dict[str, float]:
    """0 to 99."""
    ones = _in_order(
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien"
        " zeventien achttien negentien"
    )
    tens = _in_order("twintig dertig veertig vijftig zestig zeventig tachtig negentig")
    found = _named(ones) | {"dozijn": 12.0, "een dozijn": 12.0, "anderhalf": 1.5}
    del found["een"]  # the article
    return found | _tens_and_ones(tens, ones, lambda ten, one: (f"{one}en{ten}",))


def _in_order(names: str) -> list[str]:
    return names.split()


def _named(names: list[str], start: int = 0) -> dict[str, float]:
    return {name: float(number) for number, name in enumerate(names, start)}


def _tens_and_ones(tens: list[str], ones: list[str], joined: Callable[[str, str], tuple[str, ...]]) -> dict[str, float]:
    def pairs() -> Iterator[tuple[str, float]]:
        for at, ten in enumerate(tens, 2):
            yield ten, at * 10.0
            for number in range(1, 10):
                for name in joined(ten, ones[number]):
                    yield name, at * 10.0 + number

    return dict(pairs())


def _hyphens(numbers: dict[str, float]) -> dict[str, float]:
    """The same with spaces for hyphens, and as tokens stand."""
    apart = {name.replace("-", " "): number for name, number in numbers.items()}
    return apart | {name.replace("-", HYPHEN): number for name, number in numbers.items()}
