"""Makes options fit a channel's buttons: short labels, payloads it can carry, no two that look alike."""

from collections.abc import Sequence

from shopbell.adapt.choices import stand_in
from shopbell.adapt.split import shorten
from shopbell.people import Choice
from shopbell.replies import Option


def fit_options(options: Sequence[Option], label_max: int, payload_max: int) -> tuple[Option, ...] | None:
    """All options as buttons (their labels are said already).

    Args:
        options: what to show; the same objects come back where nothing has to change.
        label_max: characters.
        payload_max: bytes.

    Returns:
        As many options, the same tuple when all fit as they are; None when shortening made two look alike.
    """
    if all(len(str(option.label)) <= label_max and len(carried(option)) * 4 <= payload_max for option in options):
        return tuple(options)
    fitted = tuple(_fit(option, label_max, payload_max) for option in options)
    alike = len({option.label for option in options}) - len({option.label for option in fitted})
    return None if alike else fitted


def losses(before: Sequence[Option], after: Sequence[Option]) -> list[str]:
    """What ``fit_options`` changed."""
    found = []
    if any(old.label is not new.label for old, new in zip(before, after, strict=True)):
        found.append("labels shortened")
    if any(carried(old) != carried(new) for old, new in zip(before, after, strict=True)):
        found.append("long payloads replaced by stand-ins")
    return found


def carried(option: Option) -> str:
    """What comes back when the option is chosen."""
    return str(option.label) if option.payload is None else option.payload


def as_choice(option: Option, number: int = 0) -> Choice:
    """What the next message may mean by this option."""
    return Choice(str(option.label), carried(option), number)


def _fit(option: Option, label_max: int, payload_max: int) -> Option:
    label, payload = str(option.label), carried(option)
    short = shorten(label, label_max)
    fits = option.url is not None or len(payload.encode("utf-8", "surrogatepass")) <= payload_max
    if short is label and fits:
        return option
    return Option(short, payload if fits else stand_in(payload), option.url)
