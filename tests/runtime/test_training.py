"""The shop's model follows its questions, and is found again for those it had before."""

import pytest

from shopbell.testing import TestShop

PARIS = "## Do you ship to France? {#france}\n\n> delivery to paris\n\nYes, in two days.\n"
TOILET = "## Is there a toilet? {#toilet}\n\nYes, on the left.\n"


def models(shop: TestShop) -> dict[str, int]:
    """The shop's own model files, each with its inode: what is trained again is another file."""
    return {path.name: path.stat().st_ino for path in (shop.data / "understanding").glob("*.model")}


@pytest.mark.trains
async def test_a_model_is_trained_for_new_questions_and_found_again_for_known_ones(shop: TestShop) -> None:
    shop.write("faq/house.md", PARIS)
    await shop.enable("shopbell_faq")
    before = models(shop)

    shop.write("faq/house.md", PARIS + TOILET)
    await shop.settle()
    assert (await shop.customer("ana").says("is there maybe a toillet")).text == "Yes, on the left."
    with_toilet = models(shop)
    assert len(with_toilet) == len(before) + 1

    shop.write("faq/house.md", PARIS)
    await shop.settle()
    await shop.restart()
    shop.write("faq/house.md", PARIS + TOILET)
    await shop.settle()

    assert (await shop.customer("ben").says("is there maybe a toillet")).text == "Yes, on the left."
    assert models(shop) == with_toilet
