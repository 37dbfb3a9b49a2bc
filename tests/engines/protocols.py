# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two ways in which commands of WebDriver reach an engine: HTTP (WebKit) and Marionette (Firefox).

Marionette is what geckodriver translates WebDriver's HTTP into. Debian, PyPI and npm carry no geckodriver of
Mozilla's own, so its commands are sent as they are: a JSON array behind its length, over a loopback socket
(https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
"""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from typing import Any, Protocol

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver marks a reference to an element
PATIENCE = 60  # seconds for one command


class CommandError(Exception):
    """The engine refused a command; the first argument is WebDriver's name for why."""


class Driver(Protocol):
    """What a journey needs of an engine; each command raises ``CommandError`` when it is refused."""

    def go(self, url: str) -> None:
        """Load an address, and wait until it is loaded."""

    def script(self, body: str, *values: Any) -> Any:
        """Run the body of a function with these arguments; gives back what it returns."""

    def click(self, element: dict[str, str]) -> None:
        """Click as a hand would: an element that something else covers is not clicked."""

    def type(self, element: dict[str, str], words: str) -> None:
        """Type with the keyboard."""

    def quit(self) -> None:
        """Close the browser."""


class HttpDriver:
    """W3C WebDriver over HTTP."""

    def __init__(self, address: str, capabilities: dict[str, Any]) -> None:
        """Start a browser by the driver that listens at ``address``."""
        self.address = address
        begun = self._send("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.address = f"{address}/session/{begun['sessionId']}"

    def go(self, url: str) -> None:
        self._send("POST", "/url", {"url": url})

    def script(self, body: str, *values: Any) -> Any:
        return self._send("POST", "/execute/sync", {"script": body, "args": values})

    def click(self, element: dict[str, str]) -> None:
        self._send("POST", f"/element/{element[ELEMENT]}/click", {})

    def type(self, element: dict[str, str], words: str) -> None:
        self._send("POST", f"/element/{element[ELEMENT]}/value", {"text": words})

    def quit(self) -> None:
        self._send("DELETE", "")

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.address + path, data, method=method)
        asked.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            told = json.load(refused)["value"]
            raise CommandError(told["error"], told["message"]) from None


class Marionette:
    """Firefox's own form of the same commands."""

    def __init__(self, port: int, size: tuple[int, int]) -> None:
        """Take over the Firefox that listens on ``port``; ``size`` is that of the page, in CSS pixels."""
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._count = 0
        self._read()  # it says hello first
        self._send("WebDriver:NewSession", {})
        self._resize(size)

    def go(self, url: str) -> None:
        self._send("WebDriver:Navigate", {"url": url})

    def script(self, body: str, *values: Any) -> Any:
        return self._send("WebDriver:ExecuteScript", {"script": body, "args": values})

    def click(self, element: dict[str, str]) -> None:
        self._send("WebDriver:ElementClick", {"id": element[ELEMENT]})

    def type(self, element: dict[str, str], words: str) -> None:
        self._send("WebDriver:ElementSendKeys", {"id": element[ELEMENT], "text": words})

    def quit(self) -> None:
        self._send("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._stream.close()
        self._socket.close()

    def _resize(self, size: tuple[int, int]) -> None:
        """A window of Firefox is never as narrow as a phone, so the page in it is made so."""
        self._send("Marionette:SetContext", {"value": "chrome"})
        self.script(
            """const page = gBrowser.selectedBrowser;
            page.style.cssText = `width: ${arguments[0]}px; height: ${arguments[1]}px; flex: none`;""",
            *size,
        )
        self._send("Marionette:SetContext", {"value": "content"})

    def _send(self, name: str, parameters: dict[str, Any]) -> Any:
        self._count += 1
        asked = json.dumps([0, self._count, name, parameters]).encode()
        self._socket.sendall(f"{len(asked)}:".encode() + asked)
        _kind, number, error, result = self._read()
        assert number == self._count, "an answer to another question"
        if error:
            raise CommandError(error["error"], error["message"])
        return result.get("value") if isinstance(result, dict) else result

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) not in (b":", b""):
            length += byte
        if not length:
            raise CommandError("no such window", "Firefox has ended")
        return json.loads(self._stream.read(int(length)))
