# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for all inputs, not only for the vectors."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from interlude.protocol import (
    encoding,
    entries,
    envelope,
    files,
    keys,
    padding,
    pairing,
    recovery_code,
    shares,
)

KEYS = st.binary(min_size=32, max_size=32)
IDS = st.binary(min_size=16, max_size=16)
REVISIONS = st.integers(1, encoding.LARGEST_INTEGER)
FIELDS = st.lists(st.binary(max_size=40), max_size=6)


@given(KEYS, st.binary(max_size=60), st.binary(max_size=300))
def test_opening_undoes_sealing(key, context, plain):
    assert envelope.open_envelope(key, context, envelope.seal(key, context, plain, os.urandom)) == plain


@given(st.binary(max_size=5000), st.sampled_from([1024, 65_536]))
def test_unpadding_undoes_padding_and_lands_in_a_bucket(plain, floor):
    padded = padding.pad(plain, floor)

    assert padding.unpad(padded, floor) == plain
    assert padding.is_bucket(len(padded), floor)


@given(st.integers(0, padding.LARGEST_FILE), st.sampled_from([1024, 65_536]))
def test_a_bucket_holds_its_length_is_its_own_bucket_and_wastes_little(length, floor):
    made = padding.bucket(length, floor)

    assert made >= length
    assert padding.bucket(made, floor) == made
    assert made <= max(floor, 2 * length)
    assert length <= 65_536 or made <= length * 1.07


@given(st.integers(0, 200_000), st.integers(0, 200_000), st.sampled_from([1024, 65_536]))
def test_buckets_grow_with_what_is_in_them(one, other, floor):
    small, large = sorted((one, other))

    assert padding.bucket(small, floor) <= padding.bucket(large, floor)


@given(FIELDS, FIELDS)
def test_different_fields_never_encode_alike(one, other):
    assert (encoding.lp(*one) == encoding.lp(*other)) == (one == other)


@given(st.binary(max_size=100))
def test_base64url_reads_back_and_has_one_form(raw):
    text = encoding.to_base64url(raw)

    assert encoding.from_base64url(text) == raw
    assert not set(text) & set("=+/")


@given(IDS)
def test_a_recovery_code_reads_back_as_people_type_it(code):
    text = recovery_code.write(code)

    assert recovery_code.read(text) == code
    assert recovery_code.read(text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code


@given(IDS, st.integers(0, 27), st.sampled_from(recovery_code.ALPHABET))
def test_one_mistyped_symbol_of_a_code_never_opens_another_account(code, place, symbol):
    symbols = list(recovery_code.write(code).replace("-", ""))
    symbols[place] = symbol
    try:
        read = recovery_code.read("".join(symbols))
    except recovery_code.MistypedCode:
        return
    # The check has ten bits, so one slip in about a thousand looks right; it must not look the same.
    assert (read == code) == (symbols == list(recovery_code.write(code).replace("-", "")))


@given(KEYS, IDS, IDS, REVISIONS, st.binary(max_size=3000))
def test_an_entry_opens_for_its_account_only(account_key, account_id, entry_id, revision, payload):
    mine = keys.account_keys(account_id, account_key)
    sealed = entries.seal_entry(mine, entry_id, revision, payload, os.urandom)

    assert entries.open_entry(mine, entry_id, revision, sealed) == payload
    assert padding.is_envelope_length(len(sealed))


@given(KEYS, IDS, IDS, st.binary(max_size=500))
def test_what_was_written_while_locked_opens_after_the_unlock(account_key, account_id, entry_id, payload):
    mine = keys.account_keys(account_id, account_key)
    drop = entries.seal_drop(mine.public, account_id, entry_id, payload, os.urandom)

    assert entries.open_drop(mine, entry_id, drop) == payload


@settings(max_examples=20)
@given(IDS, st.integers(0, 200_000))
def test_a_file_opens_whole(account_id, length):
    content = os.urandom(length)
    made = files.seal_file(account_id, content, os.urandom)

    assert files.open_file(made.key, made.hash, account_id, made.attachment_id, made.sealed) == content
    assert padding.is_file_length(len(made.sealed))


ACCOUNTS = st.builds(keys.account_keys, IDS, KEYS)


@given(ACCOUNTS, ACCOUNTS, IDS, IDS, REVISIONS)
def test_both_sides_of_a_pairing_read_the_same(ana, theo, pairing_id, share_id, revision):
    one, two = ana.account_id, theo.account_id
    if one == two or ana.public == theo.public:
        return
    parties = keys.Party(two, theo.public), keys.Party(one, ana.public)
    hers, his = keys.pair_key(ana.private, *parties), keys.pair_key(theo.private, *parties)
    address = shares.ShareAddress(pairing_id, one, two, share_id, revision)

    assert shares.open_share(his, address, shares.seal_share(hers, address, b"x", os.urandom)) == b"x"
    assert len(pairing.comparison_words(pairing.Pair(pairing_id, *parties))) == 8
