"""Who asks to see a product by its name sees it, however they ask."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "zeigen Sie mir das Landbrot"),
        ("de", "zeigt mir mal das Landbrot"),
        ("de", "kann ich das Landbrot sehen?"),
        ("fr", "je peux voir le Landbrot ?"),
        ("fr", "montre-moi le Landbrot"),
        ("es", "muéstrame el Landbrot"),
        ("es", "enséñame el Landbrot"),
    ],
)
async def test_a_product_is_shown_by_its_name(shop: TestShop, language: str, said: str) -> None:
    table = "id;title;price;category\nB1;Landbrot;5.20;bread\nB2;Dinkelbrot;5.90;bread\nC1;Stollen;18.00;cakes\n"
    await open_search(shop, table, language)

    assert shown_in(await shop.customer("ana").says(said)) == ["B1"]
