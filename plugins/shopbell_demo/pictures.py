"""Pictures for products without a photograph: a quiet pattern and the first letters of the name."""

from hashlib import sha256
from html import escape


def draw(title: str, category: str) -> str:
    """An SVG of 4 by 3. Products of one category share their colours; each has its own pattern."""
    hue = 12 + sha256(category.encode()).digest()[0] % 48  # from brick to straw, and never a cold one
    seed = sha256(title.encode()).digest()
    letters = "".join(word[0] for word in title.split()[:2]).upper()
    circles = "".join(
        f'<circle cx="{seed[n] * 400 // 255}" cy="{seed[n + 1] * 300 // 255}" r="{40 + seed[n + 2] // 3}" '
        f'fill="hsl({hue + seed[n] % 20},62%,{70 + n * 2}%)" opacity=".55"/>'
        for n in range(0, 9, 3)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" '
        f'fill="hsl({hue},58%,84%)"/>{circles}<text x="200" y="190" text-anchor="middle" font-size="120" '
        f'font-family="Georgia,serif" fill="hsl({hue},55%,28%)">{escape(letters)}</text></svg>'
    )
