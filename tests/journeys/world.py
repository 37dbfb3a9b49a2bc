# SPDX-License-Identifier: AGPL-3.0-or-later
"""What exists before a journey begins: accounts, entries and pairings made by the Python library."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Page

from interlude import Client, Note
from interlude.domain import Role
from tests.journeys.people import Person
from tests.running import Running

HELP = [{"name": "Crisis line", "number": "0800 111 222", "text": "Day and night, free of charge."}]
DR_THEO, ANA_R = "Dr. Theo", "Ana R."


def open_practice(data: Path) -> None:
    """A practice where anybody may begin a journal."""
    told = {"name": "House of Lin", "registration": "open", "help": HELP}
    (data / "practice.json").write_text(json.dumps(told))


@dataclass
class Participant:
    """Somebody with an account; ``client`` is her Python library, a further device of hers."""

    client: Client
    running: Running = field(repr=False)
    url: str
    login: str
    password: str
    recovery_code: str
    totp_secret: str | None = None  # of a therapist's authenticator, where the server asks for one

    def holds(self, page: Page, person: type[Person] = Person) -> Person:
        """A new device of hers, not signed in yet."""
        return person(
            page,
            self.url,
            self.login,
            self.password,
            self.recovery_code,
            totp_secret=self.totp_secret,
            running=self.running,
        )

    def signs_in_on(self, page: Page, person: type[Person] = Person) -> Person:
        """The app, open, on a device of hers."""
        her = self.holds(page, person).signs_in()
        page.get_by_role("navigation", name=her.reads("Places")).wait_for()
        return her

    def notes(self) -> list[str]:
        """The texts of her notes as the Python library reads them, sorted."""
        entries = self.client.journal()
        return sorted(entry.content.text for entry in entries if isinstance(entry.content, Note))


class World:
    """A running server and its accounts; each new one has its own name."""

    def __init__(self, running: Running) -> None:
        """``running`` serves an open practice."""
        self.running, self.url, self._count = running, running.url, 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Nothing but itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every client."""
        self._open.close()

    def register(self, name: str, role: Role = "patient") -> Participant:
        """Register somebody; the name gets a number, so that it is free."""
        self._count += 1
        client = self._open.enter_context(Client(self.url))
        enrolment = self.running.enrolment() if role == "therapist" else None
        told = client.register(f"{name}{self._count}", role=role, enrolment=enrolment)
        return Participant(
            client,
            self.running,
            self.url,
            told.login,
            told.password,
            told.recovery_code,
            told.totp_secret,
        )

    def pair(self) -> tuple[Participant, Participant]:
        """Ana and Theo, paired, their words compared."""
        ana, theo = self.register("ana"), self.register("theo", "therapist")
        self.pair_up(ana, theo)
        ana.client.mark_compared(DR_THEO)
        theo.client.mark_compared(ANA_R)
        return ana, theo

    def tomorrow(self) -> datetime:
        """This hour, tomorrow."""
        return datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)

    def pair_up(self, ana: Participant, theo: Participant) -> None:
        """Pair them; the words are still to be compared."""
        ana.client.accept_invite(theo.client.invite().link, ANA_R, DR_THEO)
        theo.client.confirm_pairings()
