# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page asks of the network, and a network that answers as it likes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import BrowserContext, Error, Page, Request, Response, Route

DOORS = "**/api/**"


@dataclass
class Asked:
    """Every request of a browser from now on, its service worker's among them."""

    context: BrowserContext
    urls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.context.on("request", self.hears)

    def hears(self, request: Request) -> None:
        """Keep the address."""
        self.urls.append(request.url)

    def of_the_api(self) -> list[str]:
        """Those that went to the server's endpoints."""
        return [url for url in self.urls if "/api/" in url]

    def elsewhere(self, home: str) -> list[str]:
        """Those to any other origin."""
        return [url for url in self.urls if not url.startswith((home + "/", "data:", "blob:" + home))]


@dataclass
class Scripts:
    """The scripts a page and its workers fetch, without what the service worker keeps for later."""

    page: Page
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.page.on("response", self.hears)

    def hears(self, answer: Response) -> None:
        """Keep the answer when it is a script."""
        if "javascript" in answer.headers.get("content-type", ""):
            self.answers.append(answer)

    def weigh(self) -> int:
        """Bytes of all of them, each compressed by gzip as a web server would."""
        return sum(len(gzip.compress(answer.body(), 6)) for answer in self.answers)


@dataclass
class Answers:
    """The API as this page sees it: unreachable, or with responses made up by the test."""

    page: Page

    def away(self) -> Self:
        """Every endpoint is unreachable."""
        return self._instead(lambda route: route.abort("connectionrefused"))

    def say(self, body: str, status: int = 200, mime: str = "application/json") -> Self:
        """Every endpoint answers with this."""
        return self._instead(lambda route: route.fulfill(status=status, body=body, content_type=mime))

    def say_another_account(self, account_id: str) -> Self:
        """Every endpoint answers correctly, but for another account."""
        return self._instead(lambda route: self._renamed(route, account_id))

    def honest_again(self) -> None:
        """The real server answers."""
        self.page.unroute(DOORS)

    def _instead(self, deed: Callable[[Route], None]) -> Self:
        self.page.unroute(DOORS)
        self.page.route(DOORS, deed)
        return self

    def _renamed(self, route: Route, account_id: str) -> None:
        try:
            told = route.fetch()
            body = told.json()
        except (Error, ValueError):
            return route.abort()
        return route.fulfill(status=told.status, json=body | {"account_id": account_id})
