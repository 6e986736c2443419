"""The shop's country: where a phone number without a code is dialled, how dates and postcodes are written."""

from shopbell.shop import ShopInfo


def region_of(shop: ShopInfo) -> str:
    """ISO 3166 code: by the shop's zone, else (``UTC``) by its phone number; empty when neither tells."""
    return _by_zone(shop.time_zone) or _by_phone(shop.phone or "")


def _by_phone(phone: str) -> str:
    if not phone.strip().startswith(("+", "00")):
        return ""
    import phonenumbers  # lazy: 30 ms that a shop without a number need not wait for

    try:
        number = phonenumbers.parse("+" + phone.strip().removeprefix("00").lstrip("+"))
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(number) or ""


def _by_zone(zone: str) -> str:
    from babel.core import get_global  # lazy: the table is read from disk

    territory = str(get_global("zone_territories").get(zone, ""))
    return "" if territory == "ZZ" else territory  # "Etc/UTC" is nowhere
