"""Who may pass a door: a bearer key or token, and the scope the door needs."""

from aiohttp import web

from shopbell.clock import Clock
from shopbell.contracts import App
from shopbell.errors import RequestError
from shopbell.http.client import Proxies
from shopbell.http.keys import Keyring
from shopbell.http.tokens import PREFIX, read_token

REALM = 'Bearer realm="shopbell"'


class Authentication:
    """Reads the ``Authorization`` header. About 1 us for a key that was seen before."""

    def __init__(self, keyring: Keyring, proxies: Proxies, clock: Clock) -> None:
        self._keyring, self._proxies, self._clock = keyring, proxies, clock

    def require(self, request: web.BaseRequest, scope: str) -> App:
        """The app whose key came with the request.

        Raises:
            RequestError: 401 without a valid key, 403 when the key has not this scope.
        """
        header = request.headers.get("Authorization", "")
        kind, _, secret = header.partition(" ")
        if kind.lower() != "bearer" or not secret:
            raise _refusal(401, "Key needed", "Send your API key as: Authorization: Bearer KEY.", REALM)
        app = self._identify(request, secret.strip())
        if app is None:
            raise _refusal(
                401, "Key not valid", "This key is unknown, expired or revoked.", f'{REALM}, error="invalid_token"'
            )
        if scope not in app.scopes:
            raise _refusal(
                403,
                "Scope missing",
                f"This key does not have the scope {scope}.",
                f'{REALM}, error="insufficient_scope", scope="{scope}"',
            )
        return app

    def _identify(self, request: web.BaseRequest, secret: str) -> App | None:
        if secret.startswith(PREFIX):
            return read_token(secret, self._keyring, self._clock.now())
        key = self._keyring.find(secret)
        if key is None or (key.local and not self._proxies.is_local(request)):
            return None
        return key.app


def _refusal(status: int, title: str, detail: str, challenge: str) -> RequestError:
    return RequestError(status, title, detail, headers={"WWW-Authenticate": challenge})
