"""``offers.csv`` or ``vouchers.csv``: what takes something off the price, for whom, how often."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from shopbell import PluginScope, Write
from shopbell.shop import Money, Offer

from .cells import Cells, Shop, moment_of
from .findings import Finding
from .rows import Row

USES = "SELECT uses FROM p_shopbell_files_voucher WHERE code = ?"
USE = (
    "INSERT INTO p_shopbell_files_voucher (code, uses) VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET"
    " uses = p_shopbell_files_voucher.uses + 1 WHERE p_shopbell_files_voucher.uses < ?"
)
GIVE_BACK = "UPDATE p_shopbell_files_voucher SET uses = uses - 1 WHERE code = ? AND uses > 0"
NO_LIMIT = 2**31 - 1


def same_code(code: str) -> str:
    """As codes are compared: in capitals, without blanks."""
    return "".join(code.split()).upper()


def read_offers(path: str, rows: Iterable[Row], shop: Shop) -> Iterator[Offer | Finding]:
    """Offers in the order of the file; a code stands once."""
    seen: dict[str, int] = {}
    for row in rows:
        try:
            offer = _offer(Cells(row.cells, shop))
            if offer.code and seen.setdefault(same_code(offer.code), row.line) != row.line:
                raise ValueError(f"the code {offer.code} stands in line {seen[same_code(offer.code)]}, too")
            yield offer
        except ValueError as exc:
            yield Finding(path, row.line, str(exc))


def _offer(cells: Cells) -> Offer:
    code = cells.text("code", "voucher")
    percent, amount = _taken_off(cells)
    starts, ends = cells.moment("starts", "from", "valid_from"), _ends(cells)
    if starts is not None and ends is not None and ends <= starts:
        raise ValueError("ends: it ends before it starts")
    return Offer(
        code=code,
        title=cells.text("title", "name") or code or cells.needed("title"),
        percent=percent,
        amount=amount,
        least=cells.money("least", "minimum", "from_amount"),
        products=cells.texts("products", "product"),
        starts_at=starts or 0,
        ends_at=ends,
        uses_left=cells.count("uses", "limit"),
    )


def _taken_off(cells: Cells) -> tuple[int, Money | None]:
    """``10 %`` or ``5.00``: in one column ``off``, or in ``percent`` and ``amount``."""
    said = cells.text("off", "discount")
    if said.endswith("%"):
        cells = Cells({"percent": said}, cells.shop)
    elif said:
        cells = Cells({"amount": said}, cells.shop)
    percent = cells.text("percent").removesuffix("%").strip()
    amount = cells.money("amount")
    if bool(percent) == (amount is not None):
        raise ValueError("off: an offer takes off either a share, such as 10 %, or an amount, such as 5.00")
    if amount is not None:
        if amount.amount <= 0:
            raise ValueError("off: it must be more than nothing")
        return 0, amount
    if not percent.isdecimal() or not 1 <= int(percent) <= 100:
        raise ValueError(f'off: "{percent[:20]} %" is not between 1 % and 100 %, or no whole number')
    return int(percent), None


def _ends(cells: Cells) -> int | None:
    """A day without a time counts to its end."""
    value = cells.take("ends", "until", "valid_until")
    if value is None:
        return None
    if ":" in str(value):
        return moment_of(value, cells.shop, "ends")
    day = Cells({"ends": value}, cells.shop).day("ends")
    return None if day is None else moment_of(day + timedelta(days=1), cells.shop, "ends")


class FileOffers:
    """The service ``offers``: the files', less how often each was used."""

    def __init__(self, scope: PluginScope, offers: Sequence[Offer]) -> None:
        self._tables = scope.tables
        self._by_code: Mapping[str, Offer] = {same_code(one.code): one for one in offers if one.code}
        self._running = [one for one in offers if not one.code]

    async def by_code(self, code: str) -> Offer | None:
        """The voucher of that code."""
        offer = self._by_code.get(same_code(code))
        if offer is None or offer.uses_left is None:
            return offer
        rows = await self._tables.fetch(USES, (same_code(code),))
        return replace(offer, uses_left=max(0, offer.uses_left - (rows[0][0] if rows else 0)))

    async def running(self, now: int) -> list[Offer]:
        """What holds without a code."""
        return [one for one in self._running if one.starts_at <= now and (one.ends_at is None or now < one.ends_at)]

    def use(self, code: str) -> Write:
        """Use it once; the commit fails where it was used up."""
        offer = self._by_code.get(same_code(code))
        most = NO_LIMIT if offer is None or offer.uses_left is None else offer.uses_left
        return Write(USE, (same_code(code), most), 1)


def usable_again(code: str) -> Write:
    """What it was used for did not come about."""
    return Write(GIVE_BACK, (same_code(code),))
