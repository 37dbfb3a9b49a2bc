# SPDX-License-Identifier: Apache-2.0
"""PROTOCOL §10: an invite, its acceptance, and the words two people compare."""

from dataclasses import dataclass, field

from interlude.protocol.encoding import from_base64url, labelled, to_base64url
from interlude.protocol.envelope import open_padded, seal_padded
from interlude.protocol.keys import Party, kdf
from interlude.protocol.origins import check_origin
from interlude.protocol.padding import ENTRY_FLOOR
from interlude.protocol.primitives import equal, hmac_sha256, sha256
from interlude.protocol.randomness import RandomSource
from interlude.protocol.words import from_bits

_FIXED = 1 + 4 + 16 + 16 + 32 + 16


class InviteRefused(ValueError):
    """A link that is damaged, of another version, or of a server that is not fit."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link says: who invites, with which key, by which secret, on which server."""

    invite_id: bytes
    therapist: Party
    secret: bytes = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The two people of a pairing and its id: what tags, hellos and words are made over."""

    pairing_id: bytes
    therapist: Party
    patient: Party

    @property
    def fields(self) -> tuple[bytes, ...]:
        """List the pairing id, then the therapist, then the patient."""
        return (self.pairing_id, *_flat(self.therapist), *_flat(self.patient))


def _flat(party: Party) -> tuple[bytes, bytes]:
    return party.account_id, party.public


def make_invitation(therapist: Party, origin: str, rand: RandomSource) -> Invitation:
    """Draw a new invitation: the secret, then its id."""
    secret, invite_id = rand(16), rand(16)
    return Invitation(invite_id, therapist, secret, check_origin(origin))


def write_fragment(invitation: Invitation) -> bytes:
    """Encode an invitation as the bytes of a link's fragment."""
    therapist = invitation.therapist
    ids = invitation.invite_id + therapist.account_id + therapist.public
    rest = ids + invitation.secret + invitation.origin.encode()
    return b"\x01" + sha256(labelled("invite", rest))[:4] + rest


def read_fragment(fragment: bytes) -> Invitation:
    """Undo `write_fragment`; `InviteRefused` for another version, a wrong checksum or a bad origin."""
    rest = fragment[5:]
    if len(fragment) <= _FIXED or fragment[:1] != b"\x01" or len(rest) > 65_535:
        raise InviteRefused("This invite link is not whole, or of a later version.")
    if not equal(sha256(labelled("invite", rest))[:4], fragment[1:5]):
        raise InviteRefused("This invite link is damaged. Copy the whole of it, or scan it again.")
    try:
        origin = check_origin(rest[80:].decode("ascii"))
    except ValueError as error:
        raise InviteRefused("This invite link names a server that is not fit for a journal.") from error
    return Invitation(rest[:16], Party(rest[16:32], rest[32:64]), rest[64:80], origin)


def write_link(invitation: Invitation, app_origin: str) -> str:
    """Write the link: `<app origin>/i#<base64url>`."""
    return f"{check_origin(app_origin)}/i#{to_base64url(write_fragment(invitation))}"


def read_link(text: str) -> Invitation:
    """Read a link as pasted, or its bare fragment."""
    _address, _hash, fragment = text.strip().rpartition("#")
    try:
        return read_fragment(from_base64url(fragment))
    except InviteRefused:
        raise
    except ValueError as error:
        raise InviteRefused("This is not an invite link.") from error


def acceptance_tag(secret: bytes, invite_id: bytes, pair: Pair) -> bytes:
    """Prove with the invite's secret which two keys and which pairing were meant."""
    key = kdf(secret, "key/invite", invite_id)
    return hmac_sha256(key, labelled("accept", invite_id, *pair.fields))


def check_tag(secret: bytes, invite_id: bytes, pair: Pair, tag: bytes) -> bool:
    """Compare a received tag in constant time."""
    return equal(acceptance_tag(secret, invite_id, pair), tag)


def _hello_context(pair: Pair, invite_id: bytes) -> bytes:
    ids = (pair.pairing_id, pair.patient.account_id, pair.therapist.account_id)
    return labelled("seal/hello", *ids, invite_id)


def seal_hello(key: bytes, pair: Pair, invite_id: bytes, payload: bytes, rand: RandomSource) -> bytes:
    """Seal the patient's name under K_pair."""
    return seal_padded(key, _hello_context(pair, invite_id), payload, ENTRY_FLOOR, rand)


def open_hello(key: bytes, pair: Pair, invite_id: bytes, envelope: bytes) -> bytes:
    """Undo `seal_hello`; `OpenRefused` for another pair or invite."""
    return open_padded(key, _hello_context(pair, invite_id), envelope, ENTRY_FLOOR)


def comparison_words(pair: Pair) -> list[str]:
    """Make the eight words both people see: the first 88 bits of the hash of the pair."""
    return from_bits(sha256(labelled("words", *pair.fields)), 8)
