"""What customers may say, as a pattern that is looked for whatever its case."""

import re

_ESCAPE = re.compile(r"\\.")


class Wording:
    """A regular expression in small letters, looked for in the small letters of a text.

    Beside ``re.IGNORECASE``, which compares sign by sign, a third to a half of the time: skills look for dozens of them
    in every message. For the question whether it is said; places in the text are those of its small letters, of which
    there may be more.
    """

    __slots__ = ("_search",)

    def __init__(self, pattern: str) -> None:
        """Compile it.

        Raises:
            ValueError: it has capital letters, which would never be found.
        """
        if (plain := _ESCAPE.sub("", pattern)) != plain.lower():
            raise ValueError(f"a wording is written in small letters: {pattern!r}")
        self._search = re.compile(pattern).search

    def search(self, text: str) -> "re.Match[str] | None":
        """Where it is first said; None if nowhere."""
        return self._search(text.lower())
