# SPDX-License-Identifier: Apache-2.0
"""Create the five weeks of the demo: register, pair, compare, keep, share and un-share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from interlude import errors, times
from interlude.client import Client
from interlude.demo import doctor
from interlude.demo.ana import ANA
from interlude.demo.jonas import JONAS
from interlude.demo.mira import MIRA
from interlude.demo.progress import Progress
from interlude.demo.script import Patient, Planned, today_in
from interlude.domain import Appointment, Contact, Role, Settings
from interlude.journal.journal import Entry
from interlude.people.sharing import Share

PATIENTS = (ANA, JONAS, MIRA)
SHARED_FOR = timedelta(days=7)  # then the shares for an appointment expire
MOST_NAMESAKES = 9


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """What is needed to sign in as one of them; goes into demo.json."""

    role: Role
    name: str
    login: str
    password: str = field(repr=False)
    recovery_code: str = field(repr=False)
    totp_secret: str | None = field(default=None, repr=False)  # of a therapist's authenticator

    def as_json(self) -> dict[str, str | None]:
        """List the fields in the order demo.json has them."""
        names = ("role", "name", "login", "password", "recovery_code", "totp_secret")
        return {name: getattr(self, name) for name in names}


def steps() -> int:
    """Count the steps `play` will report."""
    each = [2 + len(one.lines) + len(one.course) + sum(line.shared for line in one.lines) for one in PATIENTS]
    return 1 + len(doctor.LINES) + sum(each)


@dataclass(slots=True)
class Stage:
    """The server the demo is created on."""

    url: str
    zone: str
    today: datetime
    progress: Progress


def play(url: str, enrolment: str, progress: Progress) -> list[DemoPerson]:
    """Make the therapist and her patients on a running server; returns how to sign in as each."""
    zone = times.local_zone()
    stage = Stage(url, zone, today_in(zone, times.now()), progress)
    with joined(stage, doctor.NAME, doctor.LOGIN, "therapist", enrolment) as (therapist, person):
        people = [person, *(_live(stage, therapist, patient) for patient in PATIENTS)]
        therapist.keep_many(line.as_content(stage.today, zone) for line in doctor.LINES)
        progress.step(f"{doctor.NAME}'s own notes", len(doctor.LINES))
    return people


@contextmanager
def joined(
    stage: Stage, name: str, login: str, role: Role, enrolment: str
) -> Iterator[tuple[Client, DemoPerson]]:
    """Register somebody with six generated words, under the first free login of that name."""
    with Client(stage.url) as client:
        made = _registered(client, login, role, enrolment)
        client.keep(Settings(edited_at=times.now(), name=name))
        stage.progress.step(f"{name} registers")
        yield client, DemoPerson(role, name, made.login, made.password, made.recovery_code, made.totp_secret)


def _registered(client: Client, login: str, role: Role, enrolment: str) -> Any:
    for number in range(1, MOST_NAMESAKES + 1):
        try:
            free = login if number == 1 else f"{login}-{number}"
            return client.register(free, role=role, enrolment=enrolment, device="Demo")
        except errors.Refused as refused:
            if refused.code != "login_taken":
                raise
    raise errors.Refused(f"Too many people are called {login} here.", "login_taken")


def _live(stage: Stage, therapist: Client, patient: Patient) -> DemoPerson:
    link = therapist.invite().link
    with joined(stage, patient.name, patient.login, "patient", link) as (client, person):
        contact = _meet(therapist, client, link, patient.name)
        stage.progress.step(f"{patient.name} and {doctor.NAME} compare words")
        next_one = _plan(stage, therapist, contact, patient)
        entries = client.keep_many(line.as_content(stage.today, stage.zone) for line in patient.lines)
        stage.progress.step(f"{patient.name}'s five weeks", len(entries))
        _share(stage, client, patient, entries, next_one)
    _read(therapist, contact)
    return person


def _meet(therapist: Client, patient: Client, link: str, name: str) -> Contact:
    """Pair the two; both look at the same eight words before anything is shared."""
    hers = patient.accept_invite(link, name, doctor.NAME)
    (his,) = therapist.confirm_pairings()
    if patient.comparison_words(hers) != therapist.comparison_words(his):
        raise errors.PairingRefused("The words differ; somebody stands between the two.")
    patient.mark_compared(hers)
    return therapist.mark_compared(his)


def _plan(stage: Stage, therapist: Client, contact: Contact, patient: Patient) -> Entry | None:
    """Keep the course and share each appointment with the patient; returns the next to come."""
    planned = [_appointment(stage, contact, one) for one in patient.course]
    kept = therapist.keep_many(planned)
    for entry in kept:
        therapist.share(entry, contact)
        stage.progress.step(f"the course of {patient.name}")
    coming = zip(kept, planned, strict=True)
    return next((entry for entry, one in coming if one.starts_at > times.now()), None)


def _appointment(stage: Stage, contact: Contact, one: Planned) -> Appointment:
    starts_at = one.at.on(stage.today)
    return Appointment(
        contact.pairing_id,
        one.purpose,
        starts_at,
        one.minutes,
        written_at=min(starts_at - timedelta(days=7), times.now()),
        zone=stage.zone,
    )


def _share(
    stage: Stage, client: Client, patient: Patient, entries: list[Entry], next_one: Entry | None
) -> None:
    for line, entry in zip(patient.lines, entries, strict=True):
        if line.shared:
            terms = _terms(line.at.day, next_one)
            share = client.share(entry, doctor.NAME, excerpt=line.excerpt, **terms)
            if line.unshared:
                client.unshare(share)
            stage.progress.step(f"what {patient.name} shares")


def _terms(day: int, next_one: Entry | None) -> dict[str, Any]:
    """Share the last week's entries for the next appointment, with an expiry."""
    if day < -7 or next_one is None:
        return {}
    return {"appointment_id": next_one.entry_id, "expires_at": times.now() + SHARED_FOR}


def _read(therapist: Client, contact: Contact) -> None:
    """Open the shares older than a week; the rest stays unread."""
    for share in therapist.shares_of(contact):
        if _age(share) > SHARED_FOR:
            therapist.mark_opened(share)


def _age(share: Share) -> timedelta:
    return times.now() - share.content.written_at if share.content else timedelta(0)
