"""Pictures for products without a photograph: a quiet pattern and the first letters of the name."""

import colorsys
from hashlib import sha256
from html import escape

from shopbell.shop import Product

# Of colours that a product may have: hue in degrees, saturation and lightness of the ground in per cent.
COLOURS = {
    "red": (358, 62, 76), "poppy": (8, 75, 76), "burgundy": (345, 45, 64), "rose": (345, 55, 84),
    "blush": (350, 50, 88), "pink": (338, 65, 84), "orange": (26, 80, 78), "apricot": (28, 75, 84),
    "yellow": (48, 80, 80), "gold": (44, 60, 74), "green": (140, 35, 72), "emerald": (155, 50, 62),
    "sage": (110, 16, 78), "olive": (75, 28, 62), "blue": (212, 50, 74), "navy": (222, 45, 52),
    "indigo": (228, 40, 56), "sky": (205, 60, 84), "purple": (280, 35, 72), "lilac": (275, 40, 84),
    "white": (40, 12, 95), "ivory": (46, 40, 92), "cream": (44, 45, 90), "black": (240, 6, 42),
    "grey": (220, 6, 74), "charcoal": (220, 8, 48), "silver": (210, 8, 82), "brown": (24, 35, 58),
    "chocolate": (20, 35, 50), "camel": (34, 45, 72), "beige": (36, 35, 84), "sand": (38, 38, 82),
    "tan": (30, 45, 70), "natural": (40, 38, 82), "rot": (358, 62, 76), "rosa": (345, 55, 84),
    "gelb": (48, 80, 80), "grün": (140, 35, 72), "blau": (212, 50, 74), "weiß": (40, 12, 95),
    "lila": (275, 40, 84), "lachs": (14, 65, 82),
}  # fmt: skip


def draw(product: Product, brand: str) -> str:
    """An SVG of 4 by 3 in the product's own colour, else in one of its category near the shop's (``#rrggbb``)."""
    category = product.categories[0] if product.categories else ""
    hue, saturation, light = _own_colour(product) or (_near(brand, category), 48, 84)
    ink = f"hsl({hue},{saturation}%,{24 if light > 58 else 92}%)"
    seed = sha256(product.title.encode()).digest()
    letters = "".join(word[0] for word in product.title.split()[:2]).upper()
    circles = "".join(
        f'<circle cx="{seed[n] * 400 // 255}" cy="{seed[n + 1] * 300 // 255}" r="{40 + seed[n + 2] // 3}" '
        f'fill="hsl({hue + seed[n] % 20},{saturation}%,{light - 10 + n * 2}%)" opacity=".55"/>'
        for n in range(0, 9, 3)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" '
        f'fill="hsl({hue},{saturation}%,{light}%)"/>{circles}<text x="200" y="190" text-anchor="middle" '
        f'font-size="120" font-family="Georgia,serif" fill="{ink}">{escape(letters)}</text></svg>'
    )


def _own_colour(product: Product) -> tuple[int, int, int] | None:
    named = [*product.attributes.get("colour", ()), *(one.values.get("colour", "") for one in product.variants)]
    words = " ".join(named).lower().replace(";", " ").replace("-", " ").split()
    return next((COLOURS[word] for word in words if word in COLOURS), None)


def _near(brand: str, category: str) -> int:
    """A hue within 30 degrees of the brand's: the shelves differ and still belong to one shop."""
    red, green, blue = (int(brand[n : n + 2], 16) / 255 for n in (1, 3, 5))
    hue = colorsys.rgb_to_hls(red, green, blue)[0] * 360
    return int(hue + sha256(category.encode()).digest()[0] % 60 - 30) % 360
