"""The three usual questions and what their scores mean."""

from typing import NamedTuple

from shopbell import Text as _

from .settings import Measure


class Scale(NamedTuple):
    """One measure. Up to ``low`` a person looks at it, from ``high`` on it is praise."""

    question: _
    options: dict[str, _]
    low: int
    high: int


_FIVE = {
    "5": _("Very good"), "4": _("Good"), "3": _("All right"), "2": _("Not so good"), "1": _("Bad"),
}  # fmt: skip
SCALES: dict[Measure, Scale] = {
    "csat": Scale(_("How satisfied were you with us?"), _FIVE, 2, 4),
    "ces": Scale(_("How easy was it to get what you wanted?"), _FIVE, 2, 4),
    "nps": Scale(_("From 0 to 10: how likely would you recommend us to a friend?"), {}, 6, 9),
}
