# SPDX-License-Identifier: Apache-2.0
"""A check-in: how somebody is right now."""

from dataclasses import dataclass
from typing import Annotated

from interlude.payloads.declaration import SHARED, WORDS, Kind, Line, merged, scales
from interlude.payloads.fields import Scale, Several, Text
from interlude.payloads.written import Written

MOOD = Scale("Mood", words=("very low", "low", "in between", "good", "very good"))


@dataclass(frozen=True, slots=True)
class CheckIn(Written):
    """How somebody is right now; not a validated measure of anything.

    Each scale is 1 to 5. All but `mood` are None if not answered. For anxiety alone, 5 is the worse end.
    """

    mood: Annotated[int, MOOD, SHARED]
    energy: Annotated[int | None, Scale("Energy", ends=("low", "high")), SHARED] = None
    anxiety: Annotated[int | None, Scale("Anxiety", ends=("none", "high")), SHARED] = None
    sleep: Annotated[int | None, Scale("Slept", ends=("badly", "well")), SHARED] = None
    connection: Annotated[int | None, Scale("Closeness to others", ends=("far", "near")), SHARED] = None
    feelings: Annotated[
        tuple[str, ...], Several(Text(1, 40), 24), SHARED, merged("union"), Line("Feelings: {}")
    ] = ()
    words: Annotated[str, Text(0, 10_000), SHARED, merged("join_text"), WORDS] = ""


KIND = Kind("check_in", CheckIn, writing=True, shareable=True, unknown_fields="both", export="written")
SCALES = scales(CheckIn)
