# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must not be read: texts, numbers, codes, links and keys, and the reason beside each."""
# ruff: noqa: E501 (a refusal a line reads best)

import json

from interlude.protocol import encoding, keys
from tests.protocol import recompute

LOW_ORDER = [
    "00" * 32,
    "01" + "00" * 31,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
    "01" + "00" * 30 + "80",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
    "ed" + "ff" * 31,
]


def plain_refusals(groups):
    """List (construct, name, why, input) of what is read and nothing sealed."""
    return [*texts(), *strict(), *sizes(), *codes(), *invites(groups), *pairs()]


def texts():
    for number, width in [
        ("256", 1),
        ("65536", 2),
        ("9007199254740992", 8),
        ("-1", 8),
        ("1.5", 8),
        ("1.0", 8),
        ("true", 8),
    ]:
        yield (
            "integer",
            f"{number} in {width}",
            "out of range or not an integer",
            {"width": width, "number": number},
        )
    yield (
        "lp",
        "a field of 65,536 bytes",
        "the length does not fit in u16",
        {"fields": [{"fill": "00", "count": 65_536}]},
    )
    for text in ["A", "AA==", "AA=", "AB", "AAB", "A A", "AA\n", "+/+/", "AAAAA", "ÄÄ", "AA.", "\u0391A"]:
        yield "read_base64url", json.dumps(text), "not the one encoding of anything", {"text": text}
    good = "4d1fa5fb-a850-b439-1e28-562dfeb97498"
    for text in [good.upper(), "{" + good + "}", good.replace("-", ""), good[:-1], good + "0", "urn:uuid:" + good,
                 good + "\n", " " + good, good.replace("4", "g", 1), good.replace("4", "\u0664", 1), ""]:  # fmt: skip
        yield "read_id", json.dumps(text), "not lower-case 8-4-4-4-12", {"text": text}
    for text in ["an", "a" * 65, "ana ", "ana/b", "\u00e4na", "ana\n", "", "\u212aelvin", "an\u0131"]:
        yield "login", json.dumps(text), "not 3 to 64 of a-z 0-9 . _ - @ +", {"typed_text": text}
    for name, text in [("empty", ""), ("1,026 bytes", "\u00e9" * 513), ("a lone surrogate", "a\ud83cb"),
                       ("too long only after NFKC", "\ufdfa" * 40)]:  # fmt: skip
        yield "password", name, "empty, too long after NFKC, or not well-formed", {"password": text}
    for params in ["", "0001010010" + "01" * 15, "0001020010" + "01" * 16, "0001000010" + "01" * 16,
                   "0001010010" + "01" * 17, "000201010010" + "01" * 16, "01" * 16]:  # fmt: skip
        yield (
            "read_password_params",
            params[:12] or "empty",
            "not LP(u8(1), salt16): any other profile is refused",
            {"params": params},
        )
    for origin in ["http://journal.example.org", "https://Journal.example.org", "https://journal.example.org/", "journal.example.org",
                   "https://journal.example.org:443", "http://localhost:80", "https://journal.example.org:0", "https://journal.example.org:65536",
                   "https://a@b.example", "ftp://journal.example.org", "https://", "https://journal.example.org:08443", "https://jo urnal",
                   "https://journal.example.org\n", "https://-a.example", "http://localhost.example.org", "http://127.0.0.1.example.org",
                   "https://journal.example.org?x", "https://m\u00fcnchen.example", "https://a..b"]:  # fmt: skip
        yield (
            "origin",
            json.dumps(origin),
            "not canonical, or plain http to another machine",
            {"origin": origin},
        )


def strict():
    good = b'{"a":"x"}'
    cases = {
        "a BOM": b"\xef\xbb\xbf" + good, "UTF-16": '{"a":1}'.encode("utf-16"), "UTF-16 without BOM": '{"a":1}'.encode("utf-16-le"),
        "UTF-32": '{"a":1}'.encode("utf-32-le"), "an overlong encoding": b'{"a":"\xc0\xaf"}', "a surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
        "beyond U+10FFFF": b'{"a":"\xf4\x90\x80\x80"}', "cut inside a character": b'{"a":"\xe2\x82"}', "a byte of 0xff": b'{"a":"\xff"}',
        "a lone surrogate by escape": b'{"a":"\\ud83c"}', "a name twice": b'{"a":1,"a":2}', "NaN": b'{"a":NaN}', "1.0": b'{"a":1.0}',
        "2^53": b'{"a":9007199254740992}', "33 levels": b'{"a":' + b"[" * 32 + b"]" * 32 + b"}", "nothing": b"", "an array": b"[]",
        "a NUL behind": good + b"\0",
    }  # fmt: skip
    for name, raw in cases.items():
        yield "strict_json", name, "PROTOCOL §2", {"bytes": raw.hex()}


def sizes():
    yield (
        "pad",
        "a payload above 1 MiB",
        "PROTOCOL §8",
        {"plain": {"fill": "00", "count": 1_048_577}, "floor": 1024},
    )
    framed = encoding.u64(3) + b"abc"
    cases = {
        "empty": b"", "shorter than its length field": b"\0" * 7, "a length beyond the rest": encoding.u64(1017) + bytes(1016),
        "a length of 2^63": b"\x80" + bytes(1023), "filler that is not zero": framed + bytes(1012) + b"\x01",
        "filler that is not zero, at once": framed + b"\x01" + bytes(1012), "shorter than the floor": framed + bytes(1012),
        "a bucket too large": framed + bytes(2037), "between two buckets": encoding.u64(1017) + bytes(1018),
        "not a Padmé length": encoding.u64(65_529) + bytes(65_530),
    }  # fmt: skip
    for name, padded in cases.items():
        shown = padded.hex() if len(padded) < 5000 else None
        if shown is not None:
            yield "unpad", name, "PROTOCOL §8", {"padded": shown, "floor": 1024}
    yield (
        "unpad",
        "zeros above the floor",
        "not the bucket of length 0",
        {"padded": {"fill": "00", "count": 2048}, "floor": 1024},
    )
    yield (
        "unpad",
        "the floor of another class",
        "not the bucket of length 0",
        {"padded": {"fill": "00", "count": 1024}, "floor": 65_536},
    )


def codes():
    good = recompute.recovery_code.write(bytes.fromhex("4d1fa5fba850b4391e28562dfeb97498"))
    other = "1" if good[0] != "1" else "2"
    cases = {
        "one symbol wrong": other + good[1:], "the check wrong": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "two symbols swapped": good[1] + good[0] + good[2:], "one symbol short": good[:-1], "one symbol long": good + "0",
        "a letter that is not in the alphabet": "U" + good[1:], "empty": "", "a filler bit set": _with_filler_bit(good),
        "a dotless i is not a 1": good.replace(good[0], "\u0131", 1), "full-width digits": "\uff10" + good[1:],
    }  # fmt: skip
    for name, text in cases.items():
        yield "read_recovery_code", name, "mistyped", {"code_text": text}


def _with_filler_bit(text):
    symbols = list(text.replace("-", ""))
    alphabet = recompute.recovery_code.ALPHABET
    symbols[25] = alphabet[alphabet.index(symbols[25]) | 1]
    return "".join(symbols)


def invites(groups):
    vector = groups["invite"][0]
    good = bytes.fromhex(vector["output"]["fragment"])
    for name, at in [
        ("version", 0),
        ("checksum", 1),
        ("invite id", 5),
        ("therapist id", 21),
        ("key", 37),
        ("secret", 69),
        ("origin", 86),
    ]:
        yield (
            "read_fragment",
            f"a bit of the {name}",
            "checksum or version",
            {"fragment": flipped(good, at).hex()},
        )
    yield "read_fragment", "cut", "checksum", {"fragment": good[:-1].hex()}
    yield "read_fragment", "nothing but the fixed part", "no origin", {"fragment": good[:85].hex()}
    yield "read_fragment", "empty", "too short", {"fragment": ""}
    for origin in (
        "http://journal.example.org",
        "https://journal.example.org/",
        "https://JOURNAL.example.org",
        "",
    ):
        rest = good[5:85] + origin.encode()
        check = recompute.sha256(encoding.labelled("invite", rest))[:4]
        yield (
            "read_fragment",
            f"origin {origin!r}",
            "an origin that is not fit",
            {"fragment": (b"\x01" + check + rest).hex()},
        )
    link = vector["output"]["link"]
    for name, text in [("half of it", link[: len(link) // 2]), ("without its fragment", link.partition("#")[0]), ("padding behind", link + "=="),
                       ("a blank inside", link[:60] + " " + link[60:]), ("empty", ""), ("lower case", link.lower())]:  # fmt: skip
        yield "read_link", name, "not the one form of an invite", {"link": text}


def pairs():
    mine = "a1" * 32
    own = keys.x25519_public(bytes.fromhex(mine)).hex()
    other = keys.x25519_public(bytes.fromhex("b2" * 32)).hex()
    base = {
        "own_private": mine,
        "therapist_id": "11" * 16,
        "therapist_public": own,
        "patient_id": "22" * 16,
        "patient_public": other,
    }
    for number, point in enumerate(LOW_ORDER):
        yield (
            "pair_key",
            f"low order {number}",
            "small-order or all-zero result",
            {**base, "patient_public": point},
        )
    yield "pair_key", "equal ids", "nobody is paired with herself", {**base, "patient_id": "11" * 16}
    yield "pair_key", "equal keys", "nobody is paired with herself", {**base, "patient_public": own}
    yield "pair_key", "a private key of neither", "not one of the two", {**base, "own_private": "c3" * 32}
    yield "pair_key", "a key of 31 bytes", "wrong length", {**base, "patient_public": other[:62]}
    yield "pair_key", "a key of 33 bytes", "wrong length", {**base, "patient_public": other + "00"}


def flipped(raw, at, mask=1):
    """Change one bit of a byte."""
    changed = bytearray(raw)
    changed[at] ^= mask
    return bytes(changed)
