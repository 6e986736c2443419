"""A shop of everything, invented for the tests: 700 products drawn from a few words, the same in every run."""

from random import Random

from shopbell.shop import Money, Product, Rating, Variant
from shopbell_search.index import Index
from shopbell_search.shelf import Shelf
from shopbell_search.synonyms import shipped

MATERIALS = {
    "dress": "cotton silk lace linen polyester", "shirt": "cotton linen", "t-shirt": "cotton polyester",
    "jacket": "denim leather wool polyester", "coat": "wool cotton leather", "jeans": "denim",
    "sneakers": "canvas leather mesh", "boots": "leather rubber suede", "sandals": "leather rubber",
    "heels": "leather suede", "handbag": "leather canvas", "backpack": "leather nylon canvas",
    "necklace": "silver gold-plated pearl", "watch": "steel leather", "sunglasses": "acetate metal",
    "laptop": "aluminium plastic", "headphones": "aluminium plastic", "speaker": "plastic wood",
    "keyboard": "aluminium plastic", "lamp": "brass glass ceramic", "rug": "wool cotton jute",
    "sofa": "velvet linen leather", "desk": "oak glass steel", "vase": "ceramic glass", "perfume": "floral woody",
    "face cream": "organic vegan",
}  # fmt: skip
COLOURS = str.split("red blue navy green yellow black white grey beige brown pink purple silver gold")
WORN = ("dress", "shirt", "t-shirt", "jacket", "coat", "jeans")
STYLES = str.split("minimalist vintage classic elegant casual stylish sporty boho")
OCCASIONS = str.split("wedding office party gym travel everyday gift")
SEASONS = str.split("summer autumn winter spring")
BRANDS = ("Velora", "Luma", "Kestrel", "Maison Rue", "Alba & Co")


def products(count: int = 700) -> list[Product]:
    """Prices 10 to 900 dollars; what is worn comes in sizes and for somebody."""
    chance = Random(7)
    return [_product(number, chance) for number in range(count)]


def _product(number: int, chance: Random) -> Product:
    category = [*MATERIALS][number % len(MATERIALS)]
    colour, material = chance.choice(COLOURS), chance.choice(MATERIALS[category].split())
    brand = chance.choice(BRANDS)
    looks = {"colour": (colour,), "material": (material,), "style": (chance.choice(STYLES),),
             "occasion": tuple(chance.sample(OCCASIONS, 2))}  # fmt: skip
    if category in WORN or category in ("sneakers", "boots", "sandals"):
        looks |= {"gender": (chance.choice(("women", "men", "kids")),), "season": (chance.choice(SEASONS),)}
    sizes = ("XS", "S", "M", "L", "XL") if category in WORN else ()
    return Product(
        id=f"P{number:04}",
        title=f"{brand} {colour.title()} {material.title()} {category.title()}",
        price=Money(100 * chance.randint(10, 900), "USD"),
        categories=(category,),
        brand=brand,
        attributes=looks,
        variants=tuple(Variant(id=f"P{number:04}-{size}", values={"size": size}) for size in sizes),
        rating=Rating(tenths=chance.randint(30, 50), count=chance.randint(1, 99), source="shop"),
        free_shipping=chance.random() < 0.5,
    )


def indexed(sold: list[Product], language: str = "en", currency: str = "USD") -> Index:
    """The search over them."""
    shelf = Shelf()
    shelf.take(sold)
    return Index(shelf, shipped(language), currency)
