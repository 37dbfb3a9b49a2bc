# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write vectors.json, by hand, when the protocol gains a construct: `python -m tests.protocol.make_vectors`.

Never run in CI: both languages recompute the committed file and neither may rewrite it.
"""
# ruff: noqa: E501 (a vector a line reads best)

from pathlib import Path

from tests.protocol import recompute
from tests.protocol.compact import lines
from tests.protocol.refusals import plain_refusals
from tests.protocol.refusals_sealed import sealed_refusals

PATH = Path(__file__).with_name("vectors.json")

THERAPIST = {"therapist_id": "11" * 16, "therapist_private": "a1" * 32}
PATIENT = {"patient_id": "22" * 16, "patient_private": "b2" * 32}
ACCOUNT = {"account_id": "0f" * 16, "account_key": "5a" * 32}
PAYLOAD = b'{"v":1,"kind":"deleted"}'.hex()
NAME = b'{"v":1,"kind":"hello","name":"Ana"}'.hex()
KEY = "c4" * 32
NFKC = {
    "plain": "open the blue door please now",
    "spaces at both ends stay": "  quiet  ",
    "composed and decomposed are one": "Mutter\u0308chen \ufb01x \u212b",
    "full width": "\uff50\uff41\uff53\uff53 \u2460",
    "outside the first plane": "\U0001f319\U0001d4d0 night",
    "hangul": "\u1112\u1161\u11ab",
    "1,024 bytes": "\u00e9" * 512,
    "one letter": "x",
}


def fill(byte, count):
    return {"fill": byte, "count": count}


def hexed(text):
    return text.encode().hex()


def bucket_edges():
    edges = {0, 1, 1023, 1024, 1025, 2048, 2049, 4096, 4097, 8192, 8193, 16_384, 16_385, 32_768, 32_769}
    edges |= {65_535, 65_536, 65_537, 67_584, 67_585, 131_071, 131_072, 131_073, 1_048_576, 1_048_584}
    edges |= {1_081_344, 1_081_345, 104_857_600, 104_857_608, 106_954_752, 2**24 + 1, 2**26 - 1}
    return [
        (f"{edge} over {floor}", {"length": edge, "floor": floor})
        for floor in (1024, 65_536)
        for edge in sorted(edges)
    ]


def lengths():
    entry = [0, 80, 81, 1104, 1105, 1106, 2129, 4177, 65_617, 67_665, 67_664, 1_081_425, 1_081_426, 1_114_193]
    file = [65, 65_616, 65_617, 65_618, 67_681, 67_665, 131_169, 133_201, 106_980_993, 109_078_145]
    rows = (
        [("entry", n) for n in entry] + [("slot", n) for n in (112, 113, 114)] + [("file", n) for n in file]
    )
    return [(f"{kind} of {n}", {"kind_text": kind, "length": n}) for kind, n in rows]


def plain_groups():
    """List what draws nothing: construct → [(name, input), …]."""
    return {
        "integer": [(f"{n} in {w}", {"width": w, "number": n}) for w, n in
                    [(1, 0), (1, 255), (2, 0), (2, 258), (2, 65_535), (8, 0), (8, 2**32), (8, 2**53 - 1)]],
        "lp": [("no field", {"fields": []}), ("an empty field", {"fields": [""]}), ("three", {"fields": ["61", "", "6263"]}),
               ("where a field ends matters", {"fields": ["6162", "63"]}),
               ("the longest field", {"fields": [fill("00", 65_535)]})],
        "labelled": [("a label", {"fields": [hexed("seal/entry")]}),
                     ("a label and an id", {"fields": [hexed("invite"), "11" * 16]}),
                     ("text outside ASCII", {"fields": [hexed("Zürich \U0001f319")]})],
        "kdf": [(label, {"key": KEY, "label": label, "fields": fields}) for label, fields in
                [("key/auth", [hexed("ana")]), ("key/slot-password", []), ("key/auth-recovery", []),
                 ("key/journal", ["11" * 16]), ("key/invite", ["22" * 16])]],
        "base64url": [(f"{len(h) // 2} bytes {h[:8]}", {"bytes": h}) for h in
                      ["", "00", "ff", "0000", "ffff", "000000", "fbefbe", "ffffff", "00" * 16, "ff" * 32]],
        "id": [("zeros", {"bytes": "00" * 16}), ("ones", {"bytes": "ff" * 16}), ("any", {"bytes": "4d1fa5fba850b4391e28562dfeb97498"})],
        "strict_json": [("an empty object", {"bytes": hexed("{}")}),
                        ("names outside ASCII", {"bytes": hexed('{"ü":1,"\U0001f319":{"a":[]},"__proto__":null}')}),
                        ("a fraction", {"bytes": hexed('{"a":0.5,"b":-7}')})],
        "bucket": bucket_edges(),
        "length": lengths(),
        "pad": [(f"{n} over 1024", {"plain": fill("61", n), "floor": 1024}) for n in
                (0, 1, 1015, 1016, 1017, 2040, 2041, 65_528, 65_529, 1_048_576)]
               + [(f"{n} over 65536", {"plain": fill("00", n), "floor": 65_536}) for n in (0, 65_528, 65_529)],
        "login": [(text, {"typed_text": text}) for text in
                  ["ana", "Ana.R-1_x@Example.org+home", "a" * 64, "...", "ÿana".encode("ascii", "ignore").decode()]],
        "password": [(name, {"password": password}) for name, password in NFKC.items()],
        "password_keys": [("a generated password", {"login": "ana", "salt16": "00" * 16, "password": "open the blue door please now"}),
                          ("NFKC, and a login typed with capitals", {"login": "Ana@Example.org", "salt16": "0102030405060708090a0b0c0d0e0f10",
                                                                     "password": "  Mu\u0308de \ufb01x \U0001f319 "}),
                          ("the longest password", {"login": "a" * 64, "salt16": "ff" * 16, "password": "\u00e9" * 512})],
        "recovery_code": [
            ("zeros, typed in every way", {"code": "00" * 16, "also_read_text": ["0" * 26 + code_check("00" * 16),
             " ".join("o" * 26) + " " + code_check("00" * 16).lower(), "O" * 13 + "--" + "0" * 13 + code_check("00" * 16)]}),
            ("ones", {"code": "ff" * 16}), ("any", {"code": "4d1fa5fba850b4391e28562dfeb97498"}),
            ("where I and L stand for 1", {"code": "08421084210842108421084210842108",
             "also_read_text": [code_text("08421084210842108421084210842108").replace("1", "I"),
                                code_text("08421084210842108421084210842108").lower().replace("1", "l")]}),
        ],
        "recovery_keys": [("zeros", {"code": "00" * 16}), ("any", {"code": "4d1fa5fba850b4391e28562dfeb97498"})],
        "password_params": [("any", {"salt16": "0102030405060708090a0b0c0d0e0f10"})],
        "passkey": [("any", {"credential_id": "aa" * 40, "prf_output": "bb" * 32})],
        "account_keys": [("one", ACCOUNT), ("another id", {**ACCOUNT, "account_id": "10" * 16})],
        "pair_key": [("two people", {**THERAPIST, **PATIENT}),
                     ("the same two the other way round", {"therapist_id": PATIENT["patient_id"], "therapist_private": PATIENT["patient_private"],
                                                           "patient_id": THERAPIST["therapist_id"], "patient_private": THERAPIST["therapist_private"]})],
        "origin": [(text, {"origin": text}) for text in
                   ["https://journal.example.org", "https://journal.example.org:8443", "http://localhost:8000", "http://127.0.0.1:5000",
                    "http://localhost", "https://[2001:db8::1]:8443", "http://[::1]:8000", "https://a", "https://xn--mnchen-3ya.example"]],
    }  # fmt: skip


def code_text(code):
    return recompute.recovery_code.write(bytes.fromhex(code))


def code_check(code):
    return code_text(code)[-2:]


def drawing_groups():
    """List what draws: construct → [(name, input), …]; the seed is made of both."""
    entry = {**ACCOUNT, "entry_id": "33" * 16, "revision": 1, "payload": PAYLOAD}
    drop = {name: value for name, value in entry.items() if name != "revision"}
    slot = {"slot_key": KEY, "account_id": "0f" * 16, "slot_id": "44" * 16, "account_key": "5a" * 32}
    share = {"pair_key": KEY, "pairing_id": "55" * 16, "from_id": "22" * 16, "to_id": "11" * 16,
             "share_id": "66" * 16, "revision": 1, "payload": PAYLOAD}  # fmt: skip
    invite = {"therapist_id": "11" * 16, "therapist_public": "07" * 32, "origin": "https://journal.example.org",
              "app_origin": "https://journal.example.org"}  # fmt: skip
    acceptance = {"invite_id": "77" * 16, "secret": "88" * 16, **THERAPIST, **PATIENT, "payload": NAME}
    sizes = [(f"a payload of {n}", {"payload": fill("78", n)}) for n in (0, 1015, 1016, 1017, 65_528, 65_529)]
    return {
        "random": [("32, 16, 12, 33, 1, 65", {"counts": [32, 16, 12, 33, 1, 65]}), ("none", {"counts": [0, 32]})],
        "seal": [("empty", {"key": KEY, "context": "", "plain": ""}),
                 ("a context and a text", {"key": KEY, "context": "00" * 40, "plain": hexed("the door was blue")})],
        "generated_password": [("one", {}), ("another", {})],
        "slot": [("password", {**slot, "type": "password", "params": "000101" + "0010" + "01" * 16}),
                 ("recovery", {**slot, "type": "recovery", "params": ""}),
                 ("passkey", {**slot, "type": "passkey", "params": "ab" * 32})],
        "entry": [("revision 1", entry), ("revision 2", {**entry, "revision": 2}), ("revision 2^53 - 1", {**entry, "revision": 2**53 - 1}),
                  *[(name, {**entry, **change}) for name, change in sizes], ("1 MiB", {**entry, "payload": fill("78", 1_048_576)})],
        "drop": [("written while locked", drop), ("longer", {**drop, "payload": fill("78", 3000)})],
        "local": [("a draft", {**ACCOUNT, "store": "drafts", "key_name": "note", "plain": hexed("the door")}),
                  ("empty", {**ACCOUNT, "store": "drafts", "key_name": "", "plain": ""})],
        "file": [(f"{n} bytes", {"account_id": "0f" * 16, "content": fill("01", n)}) for n in
                 (0, 1, 65_528, 65_529, 65_535, 65_536, 65_537, 131_064, 200_000)],
        "invite": [("one host", invite), ("localhost and a port", {**invite, "origin": "http://localhost:8000"}),
                   ("an app elsewhere", {**invite, "app_origin": "https://app.example.net:8443"})],
        "acceptance": [("Ana accepts", acceptance), ("with a long name", {**acceptance, "payload": fill("78", 2000)})],
        "share": [("to the therapist", share), ("to the patient", {**share, "from_id": "11" * 16, "to_id": "22" * 16}),
                  ("revision 7", {**share, "revision": 7}), *[(name, {**share, **change}) for name, change in sizes]],
    }  # fmt: skip


def vector(construct, name, values, seed=None):
    head = {"name": name, "seed": seed} if seed else {"name": name}
    return {**head, "input": values, "output": recompute.compute(construct, values, seed)}


def groups():
    made = {
        construct: [vector(construct, *row) for row in rows] for construct, rows in plain_groups().items()
    }
    for construct, rows in drawing_groups().items():
        made[construct] = [vector(construct, name, values, f"{construct}: {name}") for name, values in rows]
    made["review"] = [vector("review", "PROTOCOL §17", {}, "review-1")]
    return made


def refusals(made):
    rows = [*plain_refusals(made), *sealed_refusals(made)]
    return [
        {"construct": construct, "name": name, "why": why, "input": given}
        for construct, name, why, given in rows
    ]


def text():
    made = groups()
    document = {"format": "interlude-vectors/1", "groups": made, "refusals": refusals(made)}
    return lines(document, ascii_only=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
