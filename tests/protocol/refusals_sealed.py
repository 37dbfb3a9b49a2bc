# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must not open: one change to each thing that was sealed, and the reason beside it."""
# ruff: noqa: E501 (a refusal a line reads best)

from interlude import strict_json
from interlude.protocol import encoding, envelope, keys, padding, randomness
from tests.protocol import recompute
from tests.protocol.refusals import LOW_ORDER, flipped

# Where each part of an envelope lies: one bit of each must matter.
PARTS = {"version": 0, "first of the salt": 1, "last of the salt": 32, "first of the commitment": 33,
         "last of the commitment": 64, "first of the ciphertext": 65, "first of the tag": -16, "last of the tag": -1}  # fmt: skip


def _damaged(raw):
    """List every way bytes of one envelope are damaged: (name, why, bytes)."""
    for part, at in PARTS.items():
        yield (
            f"a bit of the {part}",
            "one bit differs",
            flipped(raw, at, 0x80 if part == "last of the tag" else 1),
        )
    yield "version 0", "unknown version", b"\x00" + raw[1:]
    yield "version 2", "unknown version", b"\x02" + raw[1:]
    yield "cut by one", "truncated", raw[:-1]
    yield "one byte more", "extended", raw + b"\0"
    yield "80 bytes", "shorter than an envelope", raw[:80]
    yield "empty", "shorter than an envelope", b""


WRONG = {
    "seal": {"key": "c5" * 32, "context": "01"},
    "slot": {"slot_key": "c5" * 32, "account_id": "10" * 16, "slot_id": "45" * 16, "type": "passkey", "params": "ff"},
    "entry": {"account_id": "10" * 16, "account_key": "5b" * 32, "entry_id": "34" * 16, "revision": 2},
    "drop": {"account_id": "10" * 16, "account_key": "5b" * 32, "entry_id": "34" * 16},
    "local": {"account_id": "10" * 16, "account_key": "5b" * 32, "store": "entries", "key_name": "note2"},
    "share": {"pair_key": "c5" * 32, "pairing_id": "56" * 16, "from_id": "23" * 16, "to_id": "23" * 16, "share_id": "67" * 16, "revision": 2},
}  # fmt: skip


def opens(groups):
    for construct, wrong in WRONG.items():
        vector = groups[construct][0]
        field, _opened = recompute.OPENINGS[construct]
        sealed_name = next(iter(vector["output"]))
        given = {name: value for name, value in vector["input"].items() if name != field}
        sealed = bytes.fromhex(vector["output"][sealed_name])
        door = "open" if construct == "seal" else f"open_{construct}"
        for name, value in wrong.items():
            yield (
                door,
                f"another {name}",
                "wrong key or context",
                {**given, sealed_name: sealed.hex(), name: value},
            )
        for name, why, damaged in _damaged_at(sealed, 32 if construct == "drop" else 0):
            yield door, name, why, {**given, sealed_name: damaged.hex()}
    yield from more_opens(groups)


def _damaged_at(sealed, start):
    for name, why, damaged in _damaged(sealed[start:]):
        yield name, why, sealed[:start] + damaged


def more_opens(groups):
    share = groups["share"][0]
    given = {name: value for name, value in share["input"].items() if name != "payload"}
    swapped = {**given, "from_id": given["to_id"], "to_id": given["from_id"]}
    yield "open_share", "the other direction", "from and to exchanged", {**swapped, **share["output"]}
    drop = groups["drop"][0]
    given = {name: value for name, value in drop["input"].items() if name != "payload"}
    for number, point in enumerate(LOW_ORDER[:4]):
        yield (
            "open_drop",
            f"low order {number}",
            "small-order point",
            {**given, "drop": point + drop["output"]["drop"][64:]},
        )
    yield "open_drop", "31 bytes", "no point at all", {**given, "drop": "07" * 31}
    yield from hello_refusals(groups["acceptance"][0])


def hello_refusals(vector):
    made = {**vector["input"], **vector["output"]}
    names = ("pair_key", "pairing_id", "therapist_id", "patient_id", "invite_id", "hello")
    given = {name: made[name] for name in names}
    for name in names[:-1]:
        yield (
            "open_hello",
            f"another {name}",
            "wrong key or context",
            {**given, name: "99" * (len(given[name]) // 2)},
        )
    for name, why, damaged in _damaged(bytes.fromhex(given["hello"])):
        yield "open_hello", name, why, {**given, "hello": damaged.hex()}
    publics = {
        f"{who}_public": keys.x25519_public(bytes.fromhex(made[f"{who}_private"])).hex()
        for who in ("therapist", "patient")
    }
    names = ("secret", "invite_id", "pairing_id", "therapist_id", "patient_id", "tag")
    tagged = {**{name: made[name] for name in names}, **publics}
    for name, value in tagged.items():
        yield (
            "check_tag",
            f"another {name}",
            "the tag is over all of them",
            {**tagged, name: flipped(bytes.fromhex(value), -1).hex()},
        )
    yield "check_tag", "a tag cut short", "not 32 bytes", {**tagged, "tag": made["tag"][:-2]}


def paddings(groups):
    """Seal padding that is wrong: the envelope is sound and still must not open."""
    vector = groups["entry"][0]
    given = {name: value for name, value in vector["input"].items() if name != "payload"}
    account = recompute.Input(given).account()
    context = encoding.labelled(
        "seal/entry", account.account_id, bytes.fromhex(given["entry_id"]), encoding.u64(1)
    )
    plain = padding.pad(strict_json.write({"v": 1, "kind": "deleted"}), 1024)
    cases = {"filler that is not zero": plain[:-1] + b"\x01", "not padded": plain[8:32], "twice the bucket": plain + bytes(1024),
             "a length beyond the rest": encoding.u64(1017) + plain[8:], "nothing": b""}  # fmt: skip
    for name, padded in cases.items():
        sealed = envelope.seal(account.journal, context, padded, randomness.seeded(f"padding: {name}"))
        yield "open_entry", f"sealed with {name}", "PROTOCOL §8", {**given, "envelope": sealed.hex()}


def file_refusals(groups):
    vector = next(vector for vector in groups["file"] if vector["name"] == "131064 bytes")
    made = vector["output"]
    length = made["sealed"]["length"] if isinstance(made["sealed"], dict) else len(made["sealed"]) // 2
    first, second, end = 65, 65 + 65_552, length
    given = {
        "file_key": made["file_key"],
        "hash": made["hash"],
        "account_id": vector["input"]["account_id"],
        "attachment_id": made["attachment_id"],
    }
    whole = {"vector": vector["name"], "pieces": [[0, end]]}

    def case(name, why, recipe=None, **changes):
        return (
            "open_file",
            name,
            why,
            {**given, "hash": None, "sealed": {**whole, **(recipe or {})}, **changes},
        )

    yield case("another file key", "wrong key", file_key="c5" * 32)
    yield case("another account", "wrong context", account_id="10" * 16)
    yield case("another attachment", "wrong context", attachment_id="45" * 16)
    yield case("another hash", "checked before anything is opened", hash="00" * 32)
    for name, at in [
        ("version", 0),
        ("salt", 1),
        ("commitment", 33),
        ("first chunk", 65),
        ("second chunk", second),
        ("last tag", end - 1),
    ]:
        yield case(f"a bit of the {name}", "one bit differs", {"flips": [[at, 1]]})
        yield case(
            f"a bit of the {name}, and the hash that was promised",
            "the hash",
            {"flips": [[at, 1]]},
            hash=made["hash"],
        )
    yield case("version 2", "unknown version", {"flips": [[0, 3]]})
    yield case(
        "chunks in another order",
        "the counter is in the nonce",
        {"pieces": [[0, first], [second, end], [first, second]]},
    )
    yield case("the last chunk gone", "the one before has no last flag", {"pieces": [[0, second]]})
    yield case("the first chunk gone", "counter and length", {"pieces": [[0, first], [second, end]]})
    yield case(
        "the first chunk twice", "the last flag", {"pieces": [[0, first], [first, second], [first, second]]}
    )
    yield case(
        "the last chunk twice", "the last flag is in the middle", {"pieces": [[0, end], [second, end]]}
    )
    yield case("bytes behind the end", "trailing bytes", {"pieces": [[0, end], "00"]})
    yield case("an empty chunk behind the end", "trailing bytes", {"pieces": [[0, end], "00" * 16]})
    yield case("cut by one", "truncated", {"pieces": [[0, end - 1]]})
    yield case("the head alone", "no last chunk", {"pieces": [[0, first]]})
    yield case("nothing", "truncated", {"pieces": []})


def sealed_refusals(groups):
    """List (construct, name, why, input) of what was sealed and must not open."""
    return [*opens(groups), *paddings(groups), *file_refusals(groups)]
