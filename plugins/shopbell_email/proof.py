"""Did the sender's address prove itself? Read from the shop's own receiving server, and from nobody else."""

import re
from email.message import Message

RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*(\w+)([^;]*)", re.IGNORECASE)
NAMED = re.compile(r"\b(?:header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]*\)")


def is_proven(mail: Message, sender: str, authserv_id: str) -> bool:
    """Does the topmost Authentication-Results of that server (RFC 8601) vouch for the domain of ``sender``?

    DMARC that passes does; so does DKIM or SPF for the very domain of the address, or one above or below it.
    """
    for line in mail.get_all("Authentication-Results") or ():
        said = COMMENT.sub(" ", str(line))
        server, _, results = said.partition(";")
        if server.split() and server.split()[0].lower() == authserv_id.lower():
            return any(_vouches(found[1], found[2], found[3], sender) for found in RESULT.finditer(results))
    return False


def _vouches(method: str, result: str, about: str, sender: str) -> bool:
    if result.lower() != "pass":
        return False
    domain = sender.rpartition("@")[2]
    named = [found.rpartition("@")[2].lower() for found in NAMED.findall(about)]
    return (method.lower() == "dmarc" and not named) or any(_aligned(domain, other) for other in named)


def _aligned(one: str, other: str) -> bool:
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return "." in shorter and (longer == shorter or longer.endswith(f".{shorter}"))
