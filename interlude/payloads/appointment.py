# SPDX-License-Identifier: Apache-2.0
"""An appointment: a therapy session to come or past."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

from interlude.payloads.declaration import PLACE_IN_TIME, SHARED, Kind, Line
from interlude.payloads.fields import Id, OneOf, Truth, UtcTime, Whole
from interlude.payloads.written import Written

Purpose = Literal["preparation", "medicine", "integration", "booster"]


@dataclass(frozen=True, slots=True)
class Appointment(Written):
    """A therapy session to come or past, kept by the therapist and shared with the patient."""

    pairing_id: Annotated[str, Id(), SHARED, Line("with {}", of_person=True)]
    purpose: Annotated[
        Purpose,
        OneOf(*get_args(Purpose)),
        SHARED,
        Line("Appointment: {}"),
    ]
    starts_at: Annotated[datetime, UtcTime(), SHARED, PLACE_IN_TIME]
    minutes: Annotated[int | None, Whole(5, 1440), SHARED, Line("{} minutes")] = None
    cancelled: Annotated[bool, Truth(), SHARED, Line("cancelled")] = False


KIND = Kind(
    "appointment",
    Appointment,
    shareable=True,
    export="written",
    one_line=("purpose", "pairing_id", "minutes", "cancelled"),
)
