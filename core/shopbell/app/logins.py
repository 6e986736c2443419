"""Who is logged in on the shop's web site is known in the chat, too."""

from typing import TYPE_CHECKING

from shopbell.config.secrets import Secrets
from shopbell.errors import ConfigError
from shopbell.runtime.lanes import Address
from shopbell.runtime.login import read_login
from shopbell.runtime.profile import learn

if TYPE_CHECKING:
    from shopbell.app.shop import RunningShop

CHANNEL, ACCOUNT = "login", "shop"  # an account of the shop is an address like any other


async def log_in(shop: "RunningShop", address: Address, token: str) -> bool:
    """See ``contracts.Inbox.login``."""
    secret, now = shop.config.customers.login_secret, shop.clock.now()
    if secret is None:
        return False
    try:
        keys = Secrets(shop.config.folder, shop.vault.values).values(secret)
    except ConfigError:  # told by `shopbell check`; nobody is known by it meanwhile
        return False
    login = read_login(token, keys, now)
    if login is None:
        return False
    seat = await shop.lanes.seat(address)
    proven = await shop.proving.claim(seat, (CHANNEL, ACCOUNT, login.sub), "login", now)
    facts = learn(seat.identity.id, [("name", login.name)] if login.name else [], now)
    shop.lanes.held.add(seat.lane)
    try:
        await shop.store.commit([*shop.lanes.creation(seat), *proven.writes, *facts])
    except BaseException:
        seat.lane.stale = True
        raise
    finally:
        shop.lanes.held.discard(seat.lane)
    if proven.proof_id:
        shop.linking.start(proven.proof_id)
    return True
