"""What is known about a customer, in a few sentences. The copy has all of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from shopbell import Text
from shopbell import Text as _

NOT_TOLD = {"personalisation"}  # has a sentence of its own


def told(kept: Mapping[str, Any], personalised: bool) -> Iterator[Text]:
    """One sentence each."""
    customer, addresses, messages = kept["customer"], kept["identities"], kept["messages"]
    if customer.get("name"):
        yield _("Your name: {name}.", name=str(customer["name"]))
    yield _("You have written to us by: {channels}.", channels=", ".join(sorted({one["channel"] for one in addresses})))
    yield _("One message is kept.", plural="{count} messages are kept.", count=len(messages))
    if customer.get("language"):
        yield _("Your language: {language}.", language=str(customer["language"]))
    for name, value in sorted(customer.get("attributes", {}).items()):
        if name not in NOT_TOLD:
            yield _("Noted about you: {name} is {value}.", name=name.replace("_", " "), value=str(value))
    for tag in customer.get("tags", ()):
        yield _("Noted about you: {tag}.", tag=str(tag))
    if offers := [consent for one in addresses for consent in one["consent"] if consent["purpose"] == "marketing"]:
        given = max(offers, key=lambda consent: int(consent["at"]))["given"]
        yield _("You agreed to receive offers.") if given else _("You do not want to receive offers.")
    if noted := sum(len(rows) for tables in kept["plugins"].values() for rows in tables.values()):
        yield _(
            "Besides, one note is kept of what you did here: carts, alerts, bookings, and so on.",
            plural="Besides, {count} notes are kept of what you did here: carts, alerts, bookings, and so on.",
            count=noted,
        )
    yield _("Personal suggestions are on.") if personalised else _("Personal suggestions are off.")
    yield _("You may ask for a copy of it, have it corrected, or say: forget me.")
