"""Two devices changed the same entry: both texts are kept, a person's words are never dropped."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from interlude import domain, faults

LONGEST = {"text": 200_000, "words": 10_000}


def merge(mine: Any, theirs: Any) -> Any:
    """Join what is about to be written with what another device wrote first.

    `ChangedElsewhere` where the two cannot become one: different kinds, a payload of a
    later version, texts too long together.
    """
    if mine == theirs or isinstance(theirs, domain.Deleted):
        return mine
    if isinstance(mine, domain.Deleted):
        raise faults.ChangedElsewhere("Another device changed this entry after you saw it. Read it again.")
    if type(mine) is not type(theirs):
        raise faults.ChangedElsewhere("Another device wrote something this version cannot join with yours.")
    return _same_kind(mine, theirs)


def _same_kind(mine: Any, theirs: Any) -> Any:
    merged = replace(mine, extra={**theirs.extra, **mine.extra})
    if isinstance(mine, domain.Written):
        files = {file.id: file for file in (*theirs.attachments, *mine.attachments)}
        merged = replace(merged, attachments=tuple(files.values())[:20])
    if isinstance(mine, domain.Note):
        return replace(merged, text=_both("text", mine.text, theirs.text))
    if isinstance(mine, domain.CheckIn):
        feelings = tuple(dict.fromkeys((*theirs.feelings, *mine.feelings)))[:24]
        return replace(merged, words=_both("words", mine.words, theirs.words), feelings=feelings)
    if isinstance(mine, domain.Contact):
        compared = mine.words_compared or theirs.words_compared
        return replace(merged, words_compared=compared, ended_at=_earlier(mine.ended_at, theirs.ended_at))
    return merged


def _both(name: str, mine: str, theirs: str) -> str:
    if theirs in mine:
        return mine
    joined = theirs if mine in theirs else f"{theirs}\n\n{mine}"
    if len(joined) > LONGEST[name]:
        raise faults.ChangedElsewhere(
            "Another device changed this entry, and both texts together are too long."
        )
    return joined


def _earlier(mine: datetime | None, theirs: datetime | None) -> datetime | None:
    return min((moment for moment in (mine, theirs) if moment), default=None)
