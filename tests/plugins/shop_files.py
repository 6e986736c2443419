"""A shop with ``shopbell_files``, and a plugin that tells what the services know, for tests."""

from shopbell.testing import TestShop

TELLING = '''"""Tells what the shop's data says: "product B1", "order 7", "orders of ana@example.com", "all"."""

from shopbell import Reply, hookimpl, skill
from shopbell.shop import NoPromise


@skill()
async def telling(turn):
    what, _, name = turn.text.partition(" ")
    if what == "product":
        product = await turn.service("catalogue").product(name)
        return Reply(text=repr(product))
    if what == "meant":
        return Reply(text=" ".join(str(one.value) for one in turn.understood.entities))
    if what == "all":
        return Reply(text=" ".join(one.id for one in await turn.service("catalogue").page()))
    if what == "order":
        return Reply(text=repr(await turn.service("orders").order(name)))
    if what == "orders":
        return Reply(text=" ".join(one.number for one in await turn.service("orders").orders_of([name])) or "none")
    return Reply(text=repr(await turn.service("customers").by_address(name)))


@hookimpl
def shopbell_skills(scope):
    return [telling]
'''


async def with_files(shop: TestShop, **files: str | bytes) -> None:
    """Open a shop with these files (``products_csv="..."``) in its folder."""
    for name, body in files.items():
        path = shop.folder / name.replace("_", ".")
        path.write_bytes(body.encode() if isinstance(body, str) else body)
    shop.write_plugin("telling", TELLING)
    await shop.configure(currency="EUR", time_zone="Europe/Berlin", languages=["en", "de"])
    status = await shop.enable("shopbell_files")
    assert status.state == "enabled", status.reason


async def told(shop: TestShop, said: str, customer: str = "ana") -> str:
    """What the services know."""
    return str((await shop.customer(customer).says(said)).text)
