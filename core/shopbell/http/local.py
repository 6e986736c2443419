"""Asking the shop that runs on this machine to do something: how commands change what a process has in memory."""

import http.client
from pathlib import Path
from typing import Any

import msgspec

from shopbell.errors import ShopbellError
from shopbell.http.client import reachable
from shopbell.stores.lock import Holding, holding

PATIENCE = 30.0  # seconds for an answer; enabling a plugin takes a few


class LocalShop:
    """The running shop, over loopback, with its own admin token."""

    def __init__(self, holding: Holding, token: str) -> None:
        self._holding, self._token = holding, token

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Make one request and decode its answer.

        Raises:
            ShopbellError: the shop refuses (its own sentence), or does not answer.
        """
        connection = http.client.HTTPConnection(reachable(self._holding.host), self._holding.port, timeout=PATIENCE)
        head = {"Authorization": f"Bearer {self._token}", "Host": f"localhost:{self._holding.port}"}
        try:
            connection.request(method, path, None if body is None else msgspec.json.encode(body), head)
            answer = connection.getresponse()
            value = msgspec.json.decode(answer.read())
        except (OSError, http.client.HTTPException, msgspec.DecodeError) as exc:
            raise ShopbellError(f"the running shop ({self._holding}) does not answer: {exc}") from exc
        finally:
            connection.close()
        if answer.status >= 400:
            raise ShopbellError(value.get("detail") or value.get("title") or f"the shop answered {answer.status}")
        return value


def running_shop(data: Path) -> LocalShop | None:
    """The shop that has this data folder now; None when it is free.

    Raises:
        ShopbellError: somebody has it who cannot be asked (it is just starting, or belongs to another user).
    """
    holder = holding(data)
    if holder is None:
        return None
    if holder.port is None:
        raise ShopbellError(f"the data folder {data} is in use ({holder}); try again in a moment")
    try:
        token = (data / "admin.token").read_text()
    except OSError as exc:
        raise ShopbellError(f"{data / 'admin.token'} cannot be read: {exc.strerror}") from exc
    return LocalShop(holder, token)
