"""What is found meets what was asked for; what had to be given up is said, and the wallet is never overruled."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.shop import Criteria, Money, Product, Variant
from shopbell_search.shelf import RELAXED, SOFT, values_of
from tests.plugins.search.catalogue import BRANDS, COLOURS, MATERIALS, OCCASIONS, SEASONS, STYLES, indexed, products

SOLD = products()
BY_ID = {product.id: product for product in SOLD}
SHELF = indexed(SOLD).shelf

FACETS = {"category": [*MATERIALS], "colour": COLOURS, "occasion": OCCASIONS, "season": SEASONS, "style": STYLES,
          "brand": [*BRANDS], "size": ["S", "XL"]}  # fmt: skip


def several(names: list[str]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    one = {
        name: st.lists(st.sampled_from(FACETS[name]), min_size=1, max_size=2, unique=True).map(tuple) for name in names
    }
    return st.fixed_dictionaries({}, optional=one)


CRITERIA = st.builds(
    Criteria,
    wanted=several([*FACETS]),
    unwanted=several(["colour", "brand"]),
    least=st.none() | st.integers(0, 50_000),
    most=st.none() | st.integers(5_000, 100_000),
    stars=st.none() | st.integers(30, 50),
    free_shipping=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(CRITERIA)
def test_what_is_shown_meets_all_that_was_not_given_up(criteria: Criteria) -> None:
    found = SHELF.find(criteria, 10)

    assert len(found.products) == min(10, found.count) == len(set(found.products))
    assert not found.products or set(found.relaxed) <= set(RELAXED)
    for product in map(BY_ID.__getitem__, found.products):
        values = values_of(product)
        for facet, wanted in criteria.wanted.items():
            if facet != SOFT and facet not in found.relaxed:
                assert set(wanted) & set(values.get(facet, ()))
        for facet, unwanted in criteria.unwanted.items():
            assert not set(unwanted) & set(values.get(facet, ()))
        assert product.price is not None
        assert (criteria.least or 0) <= product.price.amount <= (criteria.most or 10**9)
        assert product.free_shipping or not criteria.free_shipping
        assert product.rating is not None
        assert product.rating.tenths >= (criteria.stars or 0)


@settings(max_examples=100, deadline=None)
@given(CRITERIA)
def test_nothing_that_fits_is_left_out(criteria: Criteria) -> None:
    strict = {facet: values for facet, values in criteria.wanted.items() if facet != SOFT}
    fitting = {product.id for product in SOLD if fits(product, criteria, strict)}

    found = SHELF.find(criteria, len(SOLD))

    if fitting:
        assert (set(found.products), found.relaxed) == (fitting, ())


def fits(product: Product, criteria: Criteria, wanted: dict[str, tuple[str, ...]]) -> bool:
    values = values_of(product)
    has = all(set(several) & set(values.get(facet, ())) for facet, several in wanted.items())
    lacks = not any(set(several) & set(values.get(facet, ())) for facet, several in criteria.unwanted.items())
    price = product.price.amount if product.price else -1
    paid = (criteria.least or 0) <= price <= (criteria.most or 10**9)
    rated = product.rating is not None and product.rating.tenths >= (criteria.stars or 0)
    return has and lacks and paid and rated and (product.free_shipping or not criteria.free_shipping)


@dataclass
class Few:
    """A shop of a few products."""

    sold: list[Product]

    def finds(self, said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        index = indexed(self.sold)
        found = index.shelf.find(index.read(said), 10)
        return found.products, found.relaxed


def dress(name: str, price: int, **more: str) -> Product:
    looks = {facet: (value,) for facet, value in more.items()}
    return Product(
        id=name, title=f"Dress {name}", categories=("dress",), price=Money(price * 100, "USD"), attributes=looks,
        free_shipping=name == "free",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "products", "relaxed"),
    [
        ("a red dress for summer", ("a",), ()),
        ("a red dress for winter", ("a",), ("season",)),
        ("a blue dress for summer", ("b",), ("season",)),
        ("a blue silk dress for a wedding in winter", ("b",), ("material",)),
        ("a red linen dress under $10", (), ("most",)),
        ("a dress over $200", (), ("least",)),
        ("a red dress with free shipping", ("free",), ("colour",)),
        ("an orange dress", ("a", "b", "free"), ("colour",)),
        ("a necklace", (), ()),
    ],
)
def test_the_fewest_are_given_up_and_never_the_wallet(
    said: str, products: tuple[str, ...], relaxed: tuple[str, ...]
) -> None:
    shop = Few(
        [
            dress("a", 40, colour="red", season="summer", material="linen", occasion="party"),
            dress("b", 60, colour="blue", season="winter", material="cotton", occasion="wedding"),
            dress("free", 50, colour="black", season="autumn", material="silk", occasion="office"),
        ]
    )

    assert shop.finds(said) == (products, relaxed)


def test_red_in_s_and_blue_in_m_is_no_red_one_in_m() -> None:
    variants = (
        Variant(id="1", values={"colour": "red", "size": "S"}, price=Money(2000, "USD")),
        Variant(id="2", values={"colour": "blue", "size": "M"}, price=Money(9000, "USD")),
    )
    shop = Few([Product(id="p", title="Shirt", categories=("shirt",), variants=variants)])

    assert shop.finds("a red shirt in size S under $30") == (("p",), ())
    assert shop.finds("a shirt in size M under $30") == ((), ("most", "size"))
    assert shop.finds("a red shirt in size M")[1] == ("colour",)


def test_what_else_is_said_is_looked_for_in_the_names() -> None:
    shop = Few(
        [
            Product(id="walnut", title="Walnut loaf", categories=("bread",)),
            Product(id="rye", title="Rye loaf", categories=("bread",)),
            Product(id="cake", title="Walnut cake", categories=("cake",)),
        ]
    )

    assert shop.finds("do you have walnut bread") == (("walnut",), ())
    assert shop.finds("something with walnut")[0] == ("walnut", "cake")


def test_what_is_said_more_exactly_than_the_category_is_looked_for_in_the_names() -> None:
    pastry = [Product(id=name, title=f"{name} bun", categories=("pastry",)) for name in ("cinnamon", "raisin")]
    shop = Few([*pastry, Product(id="plain", title="Butter croissant", categories=("pastry",))])

    assert shop.finds("do you have croissants") == (("plain",), ())
    assert shop.finds("danish")[0] == ("cinnamon", "raisin", "plain")


def test_without_allergens_means_without_them() -> None:
    shop = Few(
        [
            Product(id="rye", title="Rye loaf", categories=("bread",), attributes={"allergens": ("rye",)}),
            Product(id="rice", title="Rice loaf", categories=("bread",), attributes={"allergens": ("nuts",)}),
        ]
    )

    assert shop.finds("gluten free bread")[0] == ("rice",)
    assert shop.finds("bread without nuts")[0] == ("rye",)
    assert shop.finds("rye bread")[0] == ("rye",)


def test_what_is_left_can_be_looked_over() -> None:
    criteria = Criteria(wanted={"category": ("rug",), "colour": ("red", "blue")})

    choices = SHELF.choices(criteria)
    low, high = SHELF.prices(criteria, 3)

    rugs = [one for one in SOLD if one.categories == ("rug",) and one.attributes["colour"][0] in ("red", "blue")]
    assert sum(choices["material"].values()) == len(rugs)
    assert set(choices["colour"]) <= {"red", "blue"}
    below = sum(one.price is not None and one.price.amount < low for one in rugs)
    assert abs(below - len(rugs) / 3) <= 1
    assert low < high


def test_a_coat_is_found_under_outerwear_and_blue_under_sky_blue() -> None:
    def thing(name: str, title: str, category: str, colour: str, material: str) -> Product:
        looks = {"colour": (colour,), "material": (material,)}
        return Product(id=name, title=title, categories=(category,), attributes=looks)

    shop = Few(
        [
            thing("coat", "Wool coat Bancroft", "outerwear", "camel", "wool"),
            thing("jacket", "Denim jacket", "outerwear", "sky blue", "denim"),
            thing("shirt", "Dress shirt Amy", "tops", "sky blue", "organic cotton"),
            thing("chinos", "Chinos Max", "bottoms", "navy", "cotton"),
        ]
    )

    assert shop.finds("do you have coats") == (("coat",), ())
    assert shop.finds("a parka") == (("coat",), ())
    assert shop.finds("blue jackets") == (("jacket",), ())
    assert shop.finds("anything in cotton") == (("shirt", "chinos"), ())
    assert shop.finds("black pants") == (("chinos",), ("colour",))
    assert shop.finds("dresses") == ((), ())
    assert shop.finds("tops") == (("shirt",), ())
    assert shop.finds("shirts") == (("shirt",), ())
    assert set(indexed(shop.sold).shelf.choices(Criteria())["category"]) == {"outerwear", "tops", "bottoms"}


def test_in_a_bookshop_what_has_an_author_is_a_book_though_few_are_called_one() -> None:
    def book(name: str, title: str, category: str, author: str = "") -> Product:
        return Product(id=name, title=title, categories=(category,), attributes={"author": (author,)} if author else {})

    shop = Few(
        [
            book("fairies", "The Blue Fairy Book", "children", "Andrew Lang"),
            book("cooks", "The Book of Household Management", "cookery", "Isabella Beeton"),
            book("beasts", "A Book of Beasts", "nature", "Edward Topsell"),
            book("pirates", "Treasure Island", "children", "Robert Louis Stevenson"),
            book("kidnapped", "Kidnapped", "Scottish", "Robert Louis Stevenson"),
            book("birds", "British Birds", "nature", "Thomas Bewick"),
            book("plants", "Herball", "nature", "John Gerard"),
            book("cakes", "Modern Cookery", "cookery", "Eliza Acton"),
            book("jacket", "Jacket protectors", "for your shelves"),
        ]
    )

    assert shop.finds("books by Robert Louis Stevenson") == (("pirates", "kidnapped"), ())
    assert "jacket" not in shop.finds("books")[0]


def test_a_word_of_another_column_is_looked_for_in_names_where_no_such_thing_has_it() -> None:
    def thing(name: str, title: str, category: str, works_with: str) -> Product:
        return Product(id=name, title=title, categories=(category,), attributes={"compatibility": (works_with,)})

    shop = Few([thing("cable", "USB-C cable", "cables", "laptops"), thing("plug", "Socket", "docks", "USB"),
                thing("hdmi", "HDMI cable", "cables", "screens"), thing("strip", "Strip", "docks", "walls"),
                thing("hub", "Hub", "docks", "laptops"), thing("lamp", "Lamp", "lights", "walls")])  # fmt: skip

    assert shop.finds("usb cable") == (("cable",), ())
