"""Where a person can answer: an e-mail address or a telephone number, in one answer."""

import re

from shopbell import Text as _

_EMAIL = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:.]+")
NEITHER = _(
    "Please give an e-mail address or a telephone number; one from abroad begins with + and the country’s number."
)


def read_contact(said: str, region: str) -> str:
    """The address as it was written, or the number as E.164.

    Args:
        said: the customer's words.
        region: ISO 3166, where numbers without a country are meant.

    Raises:
        ValueError: neither; with the sentence for the customer.
    """
    email = _EMAIL.search(said)
    if email is not None:
        return email[0]
    import phonenumbers  # lazy: 30 ms and 2.6 MB that a shop whose customers can be reached need not wait for

    for found in phonenumbers.PhoneNumberMatcher(said, region or None):
        return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
    raise ValueError(NEITHER)
