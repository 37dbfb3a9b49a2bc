# SPDX-License-Identifier: Apache-2.0
"""Key rotation, when a password or code may be known: a new account key for every entry (PROTOCOL §12)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from interlude import domain, errors, messages, payloads, times
from interlude.journal.batches import Sealed
from interlude.journal.journal import Journal, Kept
from interlude.journal.sealing import Opened, encode
from interlude.keys import new_keys
from interlude.keys.changes import KeyChange
from interlude.keys.new_keys import NewAccount
from interlude.keys.unlocking import Unlocked
from interlude.people.people import People
from interlude.protocol.encoding import from_uuid_text, to_base64url, to_uuid_text
from interlude.protocol.entries import seal_entry
from interlude.protocol.keys import AccountKeys, account_keys

AT_ONCE = 100
MOST_ATTEMPTS = 5
MOST_CARRIED = 4  # keys that go along in one request, the newest among them
Progress = Callable[[int, int], object]  # how many are sealed again, of how many


def rotate(at: KeyChange, journal: Journal, password: str | None) -> tuple[NewAccount, Unlocked]:
    """Make a new account key with a new password and a new code, in one request, all or nothing.

    The old key is sent along as an entry under the new one, so that every entry stays readable
    until it is sealed again. Retired keys of earlier unfinished rotations are sent before it, so
    that a device reading the feed forward gets older keys first. Every other login, every passkey
    and every old slot ends.
    """
    journal.pull()
    earlier = [kept for kept in journal.kept() if _counts(kept)]
    if len(earlier) >= MOST_CARRIED:
        raise errors.ChangedElsewhere(messages.END_OLD_KEYS_FIRST)
    keys = account_keys(at.me.keys.account_id, at.rand(32))
    made = new_keys.make(at.me.login, password, keys, at.rand)
    carried = [_carried(at, keys, kept) for kept in earlier]
    entries = [*carried, _left_behind(at, keys)]
    body = {**made.body, "proof": at.proof, "end_passkeys": True, "entries": entries}
    new_keys.replace(at.connection, body, (made.account.password, made.account.recovery_code))
    return made.account, Unlocked(at.me.login, at.me.role, keys, made.slot)


def _counts(kept: Kept) -> bool:
    """Tell whether this is a retired key under the current key; under another, anybody may have made it."""
    return isinstance(kept.what.content, domain.RetiredKey) and not kept.what.under_retired


def _left_behind(at: KeyChange, keys: AccountKeys) -> dict[str, object]:
    payload = payloads.write_entry(domain.RetiredKey(at.me.keys.account_key))
    return _row(at, keys, (at.rand(16), 0), payload)


def _carried(at: KeyChange, keys: AccountKeys, kept: Kept) -> dict[str, object]:
    return _row(at, keys, (from_uuid_text(kept.row.entry_id), kept.row.revision), kept.what.raw)


def _row(at: KeyChange, keys: AccountKeys, after: tuple[bytes, int], payload: bytes) -> dict[str, object]:
    entry_id, replaces = after
    envelope = seal_entry(keys, entry_id, replaces + 1, payload, at.rand)
    named = {"entry_id": to_uuid_text(entry_id), "revision": replaces + 1, "replaces": replaces}
    return {**named, "envelope": to_base64url(envelope), "deleted": False}


def finish(journal: Journal, people: People, progress: Progress | None = None) -> int:
    """Seal again what opens under the old key only, as the next revision; returns how many entries.

    Safe to repeat after an interruption: the remaining entries are found by the same test.
    Pairings end, in the journal first, then on the server.
    """
    journal.pull()
    total = len(journal.under_retired())
    for _attempt in range(MOST_ATTEMPTS):
        # StaleRevision: another device with the new password wrote one of the entries first.
        with suppress(errors.StaleRevision):
            while left := journal.under_retired():
                journal.send_many([_again(journal, kept) for kept in left[:AT_ONCE]])
                if progress:
                    progress(total - len(journal.under_retired()), total)
        journal.pull()
        if not journal.under_retired():
            people.tell_endings()
            return total
    raise errors.ChangedElsewhere(messages.ROTATION_INTERRUPTED)


def _again(journal: Journal, kept: Kept) -> Sealed:
    return journal.sealed(kept.row.entry_id, kept.row.revision + 1, _moved(kept), kept)


def _moved(kept: Kept) -> Opened:
    """Return an entry's new content: unchanged, but pairings end and open invites are deleted."""
    content = kept.what.content
    if isinstance(content, domain.Contact) and content.ended_at is None:
        return encode(replace(content, ended_at=times.now()))
    if isinstance(content, domain.Invite):
        return encode(domain.Deleted())
    return replace(kept.what, under_retired=False)


def end(journal: Journal) -> None:
    """Destroy the old key: from here on nothing under it is accepted, on any device."""
    journal.pull()
    if left := len(journal.under_retired()):
        raise errors.ChangedElsewhere(messages.not_sealed_again(left))
    for entry in journal.everything():
        if isinstance(entry.content, domain.RetiredKey):
            journal.put(entry.entry_id, domain.Deleted())
    journal.pull()
