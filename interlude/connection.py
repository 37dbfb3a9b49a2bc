"""The only file that speaks HTTP: one origin, JSON both ways, no redirect ever followed."""

from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx

from interlude import faults, strict_json
from interlude.protocol import origins

TIMEOUT = httpx.Timeout(30, connect=10)
Transport = httpx.BaseTransport  # httpx's, for tests and unusual networks
LARGEST_ANSWER = 16 * 1024 * 1024  # a page of a feed is about 3 MiB; more than this is no page
TRIES = 2  # after a lost answer: no door minds a repeat, and what may differ is settled by its caller

_FAULTS: dict[str, type[faults.Refused]] = {
    "not_signed_in": faults.NotSignedIn,
    "sign_in_again": faults.SignInAgain,
    "wrong_login": faults.WrongPassword,
    "wrong_code": faults.WrongCode,
    "proof_refused": faults.ProofRefused,
    "not_found": faults.NotThere,
    "stale_revision": faults.StaleRevision,
}


class Connection:
    """Calls of the API of one server, with a bearer token once there is one."""

    def __init__(self, url: str, *, transport: Transport | None = None) -> None:
        """Take the server's origin; `UnfitServer` unless https, or http to this computer itself."""
        try:
            self.origin = origins.check_origin(url.rstrip("/"))
        except origins.OriginRefused as error:
            raise faults.UnfitServer(str(error)) from error
        self.token: str | None = None
        self._http = httpx.Client(
            base_url=self.origin,
            timeout=TIMEOUT,
            transport=transport,
            follow_redirects=False,
            # A proxy of the environment has no business between this computer and itself.
            trust_env=urlsplit(self.origin).scheme == "https",
        )

    def close(self) -> None:
        """Give the sockets back."""
        self._http.close()

    def get(self, path: str, **query: int) -> dict[str, Any]:
        """Read something."""
        return self._call("GET", path, params=query or None)

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Put something where it belongs; safe to repeat."""
        return self._call("PUT", path, json=body)

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask for something to be done."""
        return self._call("POST", path, json=body or {})

    def delete(self, path: str, body: dict[str, Any] | None = None) -> None:
        """Take something away; with a body where a fresh proof is needed."""
        self._call("DELETE", path, **({} if body is None else {"json": body}))

    def _call(self, method: str, path: str, **asked: Any) -> dict[str, Any]:
        answer = self._send(method, path, **asked)
        if not answer.is_success:
            self._refuse(answer)
        return self._read(answer) if answer.content else {}

    def _send(self, method: str, path: str, **asked: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        for _try in range(TRIES):
            try:
                return self._http.request(method, path, headers=headers, **asked)
            except httpx.HTTPError as error:
                lost = error
        raise faults.ServerAway(f"{self.origin} does not answer. Try again later.") from lost

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        if len(answer.content) > LARGEST_ANSWER:
            raise faults.ServerNonsense(f"{self.origin} answered far more than was asked.")
        try:
            return strict_json.read(answer.content)
        except strict_json.NotStrictJSON as error:
            raise faults.ServerNonsense(f"{self.origin} does not answer like an Interlude server.") from error

    def _refuse(self, answer: httpx.Response) -> NoReturn:
        if answer.is_redirect:
            raise faults.ServerNonsense(f"{self.origin} points elsewhere; no address is taken from a server.")
        problem = self._read(answer)
        code = str(problem.get("code", ""))
        sentence = str(problem.get("detail") or problem.get("title") or f"Refused ({answer.status_code}).")
        if code == "too_many_requests":
            raise faults.TryLater(sentence, _seconds(answer.headers.get("Retry-After", "")))
        raise _FAULTS.get(code, faults.Refused)(sentence, code, problem.get("stored"))


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 60
