"""Questions about one product, answered from its own record and from nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shopbell import Reply, Text, TextPart, Turn, Wording, offer_person
from shopbell import Text as _
from shopbell.shop import Money, Product, Variant, after_greeting, pieces_on

from .cards import cards

FIT = "fit"  # a column
LEAST_QUOTED = 4  # letters of a column's name, or a value, that is found in a question
TO_A_PERSON = offer_person(_("Ask a person"))


class Topic(NamedTuple):
    """Something that is asked about: words for it, and the columns of the catalogue that tell."""

    words: re.Pattern[str]
    columns: tuple[str, ...]
    title: Text


def _topic(words: str, columns: str, title: Text) -> Topic:
    return Topic(re.compile(rf"\b(?:{words})", re.IGNORECASE), tuple(columns.split()), title)


TOPICS = (
    _topic("allergen|contain|nuts?\\b|gluten|lactose|allerg|enthält|enthalten|drin\\b|nüsse|contient|noix|contiene|nueces",
           "allergens contains ingredients", _("Allergens")),
    _topic("wash|clean|care\\b|iron\\b|dishwasher|wasch|wäscht|pflege|reinig|laver|lavage|entretien|lava|lavar|cuidado",
           "care washing", _("Care")),
    _topic("made of|made from|material|fabric|woraus|stoff|besteht|matière|en quoi|hecho|material",
           "material materials ingredients composition", _("Material")),
    _topic("sizes?\\b|größen?\\b|groß|tailles?\\b|tallas?\\b", "size sizes", _("Sizes")),
    _topic("colou?rs?\\b|farben?\\b|couleurs?\\b|color(?:es)?\\b", "colour", _("Colours")),
    _topic("fit\\b|fits\\b|(?:runs?|cut|comes? up) (?:small|large|big|long|short|tight|wide|narrow|true)|true to size"
           "|passt|sitzt|fällt\\b.*\\baus\\b|coupe|taille (?:petit|grand|normal)|tallan? (?:pequeñ|grande|normal)",
           FIT, _("Fit")),
    _topic("weigh|heavy|gewicht|wiegt|schwer|poids|pèse|lourde?\\b|peso|pesa", "weight", _("Weight")),
    _topic("dimension|measure|how (?:big|large|wide|tall|high|deep)\\b|how long (?:is|are)\\b|maße"
           "|wie (?:groß|lang|breit)|mesure", "dimensions measurements length", _("Measurements")),
    _topic("warrant|guarantee|garantie|garantía", "warranty guarantee", _("Warranty")),
    _topic("condition|zustand|état\\b|estado", "condition", _("Condition")),
    _topic("edition|auflage|édition|edición", "edition", _("Edition")),
    _topic("compatib|kompatib", "compatibility compatible", _("Compatibility")),
    _topic("keeps?\\b|shelf life|how long\\b.*\\blast|lasts\\b|haltbar|hält\\b|wie lange halten|se conserve"
           "|combien de temps\\b.*\\b(?:dure|tien)|se conserva|cuánto (?:dura|aguanta)", "keeps haltbar", _("Keeps")),
    _topic("(?:comes?|ships?|sold|delivered) with(?:out)?\\b|in the box|includ|(?:mit)?geliefert|dabei\\b|lieferumfang"
           "|livrée? avec|fournie?|inclus|viene con|incluy|incluid", "in_the_box included contents lieferumfang",
           _("In the box")),
)  # fmt: skip
MATERIAL = next(topic for topic in TOPICS if "material" in topic.columns)
# "How many watts?" asks for whatever is written in watts.
UNITS = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\d\s*(?:{written})\b"))
    for asked, written in (
        ("watts?|vatios", "W"),
        ("volts?|voltios", "V"),
        ("m?ah|milliamp\\w*", "mAh"),
        ("ml|millilit\\w+|mililitros|litres?|liters?|liter|litros", "ml|l|cl"),
        ("grams?|grammes?|gramm|gramos|kilos?|kilograms?|kg", "g|kg"),
        ("gigabytes?|terabytes?|gb|tb", "GB|TB"),
        ("inch(?:es)?|cm|cent[ií]m\\w+|zentimeter|millimet\\w+|feet", "cm|mm|m|in|inch|ft"),
        ("hours?|stunden|heures|horas", "h|hours?|Stunden"),
        ("pages?|seiten|p[aá]ginas", "pp|pages|Seiten"),
    )
)
# "How much power", "how much does it weigh" are about no price.
PRICE = re.compile(
    r"\b(?:how much(?= (?:is|are|was|for|the|this|that|these|those)\b|\W*$)|price|cost|kostet|preis"
    r"|combien(?= (?:est|sont|ça|c['’]est|pour|le|la|les)\b|\W*$)|prix"
    r"|cu[aá]nto(?= (?:cuesta|vale|es|son|cobra)|\W*$)|precio|cuesta)",
    re.IGNORECASE,
)
ON_SALE = re.compile(
    r"\b(?:on sale|on offer|reduced|discounted|marked down|im angebot|reduziert|herabgesetzt"
    r"|en (?:promo(?:tion)?|solde)|sold[ée]e?s?|réduite?s?|rebajad[oa]s?|de rebaja|en oferta)\b",
    re.IGNORECASE,
)
STOCK = re.compile(
    r"\b(?:in stock|availab|left\b|sold out|vorrätig|verfügbar|auf lager|en stock|disponible)",
    re.IGNORECASE,
)
YES_OR_NO = Wording(
    r"^\W*(?:and\W+|und\W+|et\W+|y\W+)?(?:is|are|does|do|have|has|was|ist|sind|hat|haben|habt|gibt|est|sont|avez|a-t"
    r"|es|son|tiene\w*|hay)\b"
)
PURPOSES = {"season": _("Season"), "occasion": _("Occasion")}
# "Can I wear it in winter?", "would it do for a wedding?"
SUITS = Wording(
    r"\b(?:can (?:i|one|you|we|she|he) (?:wear|use|put on)|can (?:it|this|that) be (?:worn|used)"
    r"|would (?:it|this|that) (?:work|do|be (?:ok|okay|right|good))|suitable"
    r"|kann (?:ich|man|sie|er) .{0,40}\b(?:tragen|anziehen|benutzen|verwenden)|geeignet|eignet"
    r"|(?:puis-je|peut-on|je peux|on peut) (?:la |le |les )?(?:porter|mettre|utiliser)|convient|adaptée?"
    r"|(?:puedo|se puede) (?:llevar|usar|poner)\w*|sirve)\b"
)
MORE = re.compile(
    r"\b(?:tell me|more about|details?|describe|description|info|erzähl|mehr über|darüber|beschreib|dites"
    r"|plus sur|cuéntame)",
    re.IGNORECASE,
)
_TELLING = tuple(one.pattern for one in (PRICE, ON_SALE, STOCK, *(topic.words for topic in TOPICS)))
# All of them in one look, where none fits: 34 us one by one, 6 together.
_ASKED = Wording("|".join((*_TELLING, MORE.pattern)))
_WHOLE_WORDS = tuple(re.compile(rf"(?:{one})\w*", re.IGNORECASE) for one in _TELLING)  # "allergens", not "allergen"


def answered(product: Product, turn: Turn, values: dict[str, tuple[str, ...]], *, only_pointed: bool = False) -> Reply:
    """What its record says to the question.

    Args:
        values: what the question names itself: ``{"size": ("M",)}``.
        only_pointed: "the second one", and no more.
    """
    title = product.title_in(turn.language)
    lines = [*_lines(product, turn, values)]
    if lines:
        return Reply(*(TextPart(text=line) for line in lines), *cards((product,), turn.language))
    if MORE.search(turn.text) or turn.intent is None or only_pointed:
        text = product.description_in(turn.language)
        return Reply(TextPart(text=text or title), *cards((product,), turn.language))
    return Reply(text=_("Our record of {title} does not say that.", title=title), options=[TO_A_PERSON])


def from_the_record(product: Product, turn: Turn, values: dict[str, tuple[str, ...]], *, sure: bool) -> Reply | None:
    """What its record says to the question; None where it says nothing, for somebody else may know.

    Args:
        values: as above.
        sure: is there no word of something else in it? "What does it cost to return it" asks for no price.
    """
    lines = [*_lines(product, turn, values, sure=sure)]
    return Reply(*(TextPart(text=line) for line in lines), *cards((product,), turn.language)) if lines else None


def is_asked(turn: Turn) -> bool:
    """Does the message name something that a record may tell?"""
    return bool(turn.entity("size_change")) or _ASKED.search(turn.text) is not None


def without_topics(text: str) -> str:
    """Without the words by which a record is asked."""
    for pattern in _WHOLE_WORDS:
        text = pattern.sub(" ", text)
    return text


def names_a_column(product: Product, text: str) -> bool:
    """Does it name what the record of this product tells, or its price?"""
    columns = "|".join(re.escape(_spoken(one)) for one in product.attributes if len(one) >= LEAST_QUOTED)
    named = bool(columns) and re.search(rf"\b(?:{columns})\b", text, re.IGNORECASE) is not None
    topics = any(topic.words.search(text) and told(product, topic.columns) for topic in TOPICS)
    return named or topics or PRICE.search(text) is not None


def _lines(product: Product, turn: Turn, values: dict[str, tuple[str, ...]], *, sure: bool = True) -> Iterator[Text]:
    title = product.title_in(turn.language)
    change = turn.entity("size_change")
    if change:
        yield _another_size(product, change, turn.entity("size"), title)
        return
    topics = [topic for topic in TOPICS if topic.words.search(turn.text)]
    # "Does it run small" is asked of no size.
    told_of = () if any(topic.columns == (FIT,) for topic in topics) and told(product, (FIT,)) else ("size", "colour")
    named = {facet: several[0] for facet, several in values.items() if facet in told_of and several}
    colours = told(product, ("colour",)) if not product.variants and "colour" in named else []
    if sure and colours and is_yes_or_no(turn.text):
        has = any(one.casefold() in map(str.casefold, values["colour"]) for one in colours)
        yield has_it(title, named["colour"]) if has else has_it_not(title, named["colour"])
        if not has:
            yield _("{topic}: {values}.", topic=_("Colours"), values=", ".join(colours))
        return
    if named and product.variants:
        yield _variant_in_words(product, named, title)
        return
    if sure and (PRICE.search(turn.text) or ON_SALE.search(turn.text)) and product.price is not None:
        yield _costs(title, product.price)
        if ON_SALE.search(turn.text):
            yield _reduced(product)
    if sure and STOCK.search(turn.text):
        yield stock_in_words(product, title)
    for topic in topics:
        known = told(product, topic.columns)
        if known:
            yield _("{topic}: {values}.", topic=topic.title, values=", ".join(known))
            if topic.columns[0] == "allergens":
                yield _("If you are allergic, please ask us before you order.")
    if sure and is_yes_or_no(turn.text):
        # "Is it silk": what it is of instead is as good as a no.
        made_of = told(product, MATERIAL.columns) if not topics and "material" in values else []
        if made_of:
            yield _("{topic}: {values}.", topic=MATERIAL.title, values=", ".join(made_of))
        yield from _marked(product, values.get("tag", ()), title)
    told_already = {column for topic in topics for column in topic.columns}
    if sure and (is_yes_or_no(turn.text) or SUITS.search(turn.text)):
        yield from _meant_for(product, values, title)
        told_already |= values.keys()
    for column, several in product.attributes.items():
        name = _spoken(column)
        if column not in told_already and several and _speaks_of(turn.text, name, several, title):
            yield _("{topic}: {values}.", topic=name[:1].upper() + name[1:], values=", ".join(several))


def price_told(product: Product, language: str) -> Iterator[TextPart]:
    """What it costs, where that is told."""
    if product.price is not None:
        yield TextPart(text=_costs(product.title_in(language), product.price))


def _reduced(product: Product) -> Text:
    if product.was_price is None:
        return _("That is its usual price.")
    return _("Before it was {price}.", price=product.was_price)


def _costs(title: str, price: Money) -> Text:
    return _("{title} costs {price}.", title=title, price=price)


def _spoken(column: str) -> str:
    return column.replace("_", " ")


def _speaks_of(text: str, column: str, values: Sequence[str], title: str) -> bool:
    """Is a column asked for by its name, by one of its values, or by the unit they are in?"""
    # "Is the speaker waterproof": that a speaker is in its box is no answer.
    words = (column, *(value for value in values if value.casefold() not in title.casefold()))
    if any(len(one) >= LEAST_QUOTED and re.search(rf"\b{re.escape(one)}\b", text, re.IGNORECASE) for one in words):
        return True
    return any(asked.search(text) and any(map(written.search, values)) for asked, written in UNITS)


def told(product: Product, columns: Sequence[str]) -> list[str]:
    """What the record holds in these columns, the variants' values included."""
    found: list[str] = []
    for column in columns:
        found += product.attributes.get(column, ())
        found += (variant.values[column] for variant in product.variants if column in variant.values)
    return [*dict.fromkeys(found)]


def stock_in_words(product: Product, title: str) -> Text:
    """Is there one?"""
    if not product.in_stock():
        return _("{title} is sold out at the moment.", title=title)
    there = [variant for variant in product.variants if pieces_on(variant.stock) != 0]
    sizes = [*dict.fromkeys(variant.values["size"] for variant in there if "size" in variant.values)]
    if sizes and len(there) < len(product.variants):
        return _("{title} is there in these sizes: {sizes}.", title=title, sizes=", ".join(sizes))
    return _("{title} is in stock.", title=title)


def is_yes_or_no(text: str) -> bool:
    """ "Is it vegan", "do you have it in red"?"""
    return YES_OR_NO.search(after_greeting(text)) is not None


def has_it(title: str, said: str) -> Text:
    """Yes."""
    return _("Yes, we have {title} in {said}.", title=title, said=said)


def has_it_not(title: str, said: str) -> Text:
    """No."""
    return _("We do not have {title} in {said}.", title=title, said=said)


def _marked(product: Product, asked: Sequence[str], title: str) -> Iterator[Text]:
    """Is it vegan? By the shop's own tags; one that its name says is not asked for."""
    for tag in asked:
        if tag.casefold() in title.casefold():
            continue
        if tag in product.tags:
            yield _("Yes: we have {title} down as {tag}.", title=title, tag=tag)
        else:
            yield _("No, we do not have {title} down as {tag}.", title=title, tag=tag)


def _meant_for(product: Product, asked: Mapping[str, Sequence[str]], title: str) -> Iterator[Text]:
    """Is it for the winter, for a wedding? By the columns that tell; where it is not, what it is for."""
    for facet, topic in PURPOSES.items():
        known = told(product, (facet,))
        if not known or not asked.get(facet):
            continue
        fitting = [one for one in asked[facet] if one in known]
        said = (fitting or asked[facet])[0]
        if fitting:
            yield _("Yes: we have {title} down as {tag}.", title=title, tag=said)
        else:
            yield _("No, we do not have {title} down as {tag}.", title=title, tag=said)
            yield _("{topic}: {values}.", topic=topic, values=", ".join(known))


def _variant_in_words(product: Product, named: dict[str, str], title: str) -> Text:
    said = ", ".join(named.values())
    fitting = [one for one in product.variants if _has(one, named)]
    if not fitting:
        return has_it_not(title, said)
    if all(pieces_on(one.stock) == 0 for one in fitting):
        return _("{title} in {said} is sold out at the moment.", title=title, said=said)
    return has_it(title, said)


def _has(variant: Variant, named: dict[str, str]) -> bool:
    return all(variant.values.get(facet, "").casefold() == value.casefold() for facet, value in named.items())


def _another_size(product: Product, change: int, now: str | None, title: str) -> Text:
    """The sizes on that side of the one that was named, in the catalogue's order; all of them when none was."""
    sizes = told(product, ("size",))
    there = (
        [
            size
            for size in sizes
            if any(one.values.get("size") == size and pieces_on(one.stock) != 0 for one in product.variants)
        ]
        if product.variants
        else sizes
    )
    if now in sizes:
        place = sizes.index(now)
        wanted = sizes[place + 1 :] if change > 0 else sizes[:place]
        there = [size for size in there if size in wanted]
    if not there:
        if not sizes:
            return _("{title} comes in one size only.", title=title)
        return _("I am sorry, we do not have {title} in another size now.", title=title)
    return _("{title} is there in these sizes: {sizes}.", title=title, sizes=", ".join(there))
