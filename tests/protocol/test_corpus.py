# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every release before this one has sealed still opens, and says what it said (corpus/*.json)."""

import hashlib
import json
import re
from configparser import ConfigParser

import pytest

from interlude import domain, payloads, strict_json
from interlude.protocol import entries, pairing, shares
from interlude.protocol.encoding import from_base64url, from_uuid_text
from interlude.protocol.keys import Party, account_keys, pair_key
from tests.protocol.make_corpus import FOLDER, SETUP, written_out

CORPORA = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
READERS = {"entries": payloads.read_entry, "shares": payloads.read_share, "hellos": payloads.read_hello}
ITEMS = [
    pytest.param(corpus, where, item, id=f"{corpus['release']} {where}: {item['name']}")
    for corpus in CORPORA
    for where in READERS
    for item in corpus[where]
]


def keys(account):
    return account_keys(from_uuid_text(account["account_id"]), from_base64url(account["account_key"]))


def opened(corpus, where, envelope):
    """Open one envelope as the two people of this corpus do: entries hers, shares and hellos his to read."""
    ana, theo = keys(corpus["patient"]), keys(corpus["therapist"])
    parties = [Party(one.account_id, one.public) for one in (theo, ana)]
    pairing_id, between = from_uuid_text(corpus["pairing_id"]), pair_key(theo.private, *parties)
    if where == "entries":
        entry = corpus["entry"]
        return entries.open_entry(ana, from_uuid_text(entry["entry_id"]), entry["revision"], envelope)
    if where == "shares":
        place = from_uuid_text(corpus["share"]["share_id"]), corpus["share"]["revision"]
        address = shares.ShareAddress(pairing_id, ana.account_id, theo.account_id, *place)
        return shares.open_share(between, address, envelope)
    pair = pairing.Pair(pairing_id, *parties)
    return pairing.open_hello(between, pair, from_uuid_text(corpus["invite_id"]), envelope)


def same_instants(payload):
    """Python writes a fraction of a second with six decimals, JavaScript with three."""
    text = json.dumps(payload)
    return json.loads(re.sub(r'(:\d\d)\.(\d{1,6})Z"', lambda at: f'{at[1]}.{at[2]:0<6}Z"', text))


@pytest.mark.parametrize(("corpus", "where", "item"), ITEMS)
def test_it_opens_byte_for_byte_and_reads_field_for_field(corpus, where, item):
    raw = opened(corpus, where, from_base64url(item["envelope"]))
    assert hashlib.sha256(raw).hexdigest() == item["sha256"]

    payload = written_out(item["payload"])
    assert strict_json.read(raw) == payload
    read = READERS[where](raw)
    if item["reading"] == "newer" and isinstance(read, domain.Newer):
        assert read.raw == raw
        return
    assert not isinstance(read, domain.Newer | domain.Unreadable)
    written = payloads.write_share(read) if where == "shares" else payloads.write_entry(read)
    again = strict_json.read(written)
    assert same_instants({name: again.get(name) for name in payload}) == same_instants(payload)
    # What a later version added was not answered then, and says so.
    assert {again[name] for name in again.keys() - payload.keys()} <= {None}


def test_every_release_until_this_one_left_a_corpus():
    config = ConfigParser()
    config.read(SETUP, encoding="utf-8")

    assert config["metadata"]["version"] in {corpus["release"] for corpus in CORPORA}


def test_every_kind_of_this_version_is_in_the_newest_corpus_or_newer_than_it():
    kinds = {item["payload"]["kind"] for item in CORPORA[-1]["entries"] if item["reading"] == "known"}

    assert kinds >= {"note", "check_in", "appointment", "contact", "invite", "settings", "retired_key"}
    assert {item["payload"]["kind"] for item in CORPORA[-1]["hellos"]} == {"hello"}
