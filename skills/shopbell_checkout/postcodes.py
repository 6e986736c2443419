"""The postcode in whatever is answered to "which postcode?": alone, or with the street and the town around it."""

import re

from shopbell import Text as _

SHORT = 12  # characters of a postcode alone
LONGEST = 300  # of an address
NO_POSTCODE = _("I find no postcode in that. Please write it with its digits.")
# "78702", "78702-1234", "01-234" and "1234 AB"; "SW1A 1AA", "K1A 0B1" and "D02 AF30".
_CODE = re.compile(
    r"(?<![\w-])(?:\d{4,6}(?:-\d{3,4})?(?: ?[A-Z]{2}(?![A-Za-z]))?|\d{2}-\d{3}"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] ?[A-Z\d]{4})(?![\w-])",
    re.IGNORECASE,
)


def postcode_in(said: str) -> str:
    """The postcode alone; of several numbers the last, for a house stands before its town.

    Raises:
        ValueError: there is none; with the sentence for the customer.
    """
    found = [one[0] for one in _CODE.finditer(said)]
    if found:
        return found[-1]
    if len(said) > SHORT or not any(map(str.isdigit, said)):
        raise ValueError(NO_POSTCODE)
    return said.strip()


def address_around(said: str, postcode: str) -> str:
    """ "Mill Lane 3, 10115 Berlin": Mill Lane 3, Berlin."""
    before, _found, behind = said.rpartition(postcode)
    parts = [part.strip(" ,;\n") for part in (*before.splitlines(), behind)]
    return ", ".join(part for part in parts if part)
