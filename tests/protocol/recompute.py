# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every construct of README.md's table as a function of a vector's input, for test and generator alike."""

from interlude import strict_json
from interlude.protocol import (
    encoding,
    entries,
    envelope,
    files,
    keys,
    origins,
    padding,
    pairing,
    passwords,
    randomness,
    recovery_code,
    shares,
    slots,
)
from interlude.protocol.primitives import sha256

LONGEST_HEX = 5_000


def raw(value):
    """Read the bytes of a vector: hex, or one byte repeated."""
    if isinstance(value, dict):
        return bytes.fromhex(value["fill"]) * value["count"]
    return bytes.fromhex(value)


def said(value):
    """Write a result as vectors.json does."""
    if isinstance(value, bytes):
        return (
            value.hex()
            if len(value) <= LONGEST_HEX
            else {"sha256": sha256(value).hex(), "length": len(value)}
        )
    if isinstance(value, list):
        return [said(item) for item in value]
    return value


class Input:
    """A vector's input: `given.key` reads bytes, `given["revision"]` reads as it stands."""

    def __init__(self, values):
        self.values = values

    def __getattr__(self, name):
        return raw(self.values[name])

    def __getitem__(self, name):
        return self.values[name]

    def list(self, name):
        return [raw(item) for item in self.values[name]]

    def party(self, who):
        return keys.Party(raw(self.values[f"{who}_id"]), raw(self.values[f"{who}_public"]))

    def account(self):
        return keys.account_keys(self.account_id, self.account_key)

    def slot(self):
        return slots.SlotAddress(self.account_id, self.slot_id, self["type"], self.params)

    def share(self):
        ids = (self.pairing_id, self.from_id, self.to_id, self.share_id)
        return shares.ShareAddress(*ids, self["revision"])

    def pair_of_ids(self):
        """Make the pair of a hello, whose context holds no public keys."""
        return pairing.Pair(
            self.pairing_id, keys.Party(self.therapist_id, b""), keys.Party(self.patient_id, b"")
        )

    def pair(self):
        return pairing.Pair(self.pairing_id, self.party("therapist"), self.party("patient"))


def _integer(given, _rand):
    width = {1: encoding.u8, 2: encoding.u16, 8: encoding.u64}[given["width"]]
    return {"bytes": width(given["number"])}


def _length(given, _rand):
    rules = {
        "entry": padding.is_envelope_length,
        "file": padding.is_file_length,
        "slot": lambda length: length == padding.SLOT_LENGTH,
    }
    return {"allowed": rules[given["kind_text"]](given["length"])}


def _password_keys(given, _rand):
    made = passwords.password_keys(given["login"], given.salt16, given["password"])
    root = passwords.password_root(given["login"], given.salt16, given["password"])
    return {"root": root, "auth_key": made.auth_key, "slot_key": made.slot_key}


def _recovery_keys(given, _rand):
    made = recovery_code.keys(given.code)
    return {"recovery_auth": made.recovery_auth, "slot_key": made.slot_key}


def _account_keys(given, _rand):
    made = given.account()
    return {"journal": made.journal, "local": made.local, "private": made.private, "public": made.public}


def _parties(given):
    publics = [keys.x25519_public(raw(given[f"{who}_private"])) for who in ("therapist", "patient")]
    return [keys.Party(given.therapist_id, publics[0]), keys.Party(given.patient_id, publics[1])]


def _pair_key(given, _rand):
    made = keys.pair_key(given.therapist_private, *_parties(given))
    assert made == keys.pair_key(given.patient_private, *_parties(given))
    return {"pair_key": made}


def _file(given, rand):
    made = files.seal_file(given.account_id, given.content, rand)
    return {
        "file_key": made.key,
        "attachment_id": made.attachment_id,
        "hash": made.hash,
        "sealed": made.sealed,
    }


def _invite(given, rand):
    made = pairing.make_invitation(given.party("therapist"), given["origin"], rand)
    return {
        "secret": made.secret,
        "invite_id": made.invite_id,
        "fragment": pairing.write_fragment(made),
        "link": pairing.write_link(made, given["app_origin"]),
    }


def _acceptance(given, rand):
    therapist, patient = _parties(given)
    pair = pairing.Pair(rand(16), therapist, patient)
    key = keys.pair_key(given.patient_private, therapist, patient)
    return {
        "pairing_id": pair.pairing_id,
        "pair_key": key,
        "tag": pairing.acceptance_tag(given.secret, given.invite_id, pair),
        "hello": pairing.seal_hello(key, pair, given.invite_id, given.payload, rand),
        "words": pairing.comparison_words(pair),
    }


def _review(_given, rand):
    ids = {"therapist_id": rand(16), "therapist_ak": rand(32), "patient_id": rand(16), "patient_ak": rand(32)}
    secret, invite_id = rand(16), rand(16)
    therapist = keys.account_keys(ids["therapist_id"], ids["therapist_ak"])
    patient = keys.account_keys(ids["patient_id"], ids["patient_ak"])
    given = {
        "therapist_id": ids["therapist_id"].hex(), "therapist_private": therapist.private.hex(),
        "patient_id": ids["patient_id"].hex(), "patient_private": patient.private.hex(),
        "secret": secret.hex(), "invite_id": invite_id.hex(),
        "payload": b'{"v":1,"kind":"hello","name":"P"}'.hex(),
    }  # fmt: skip
    accepted = _acceptance(Input(given), rand)
    content = {"fill": "01", "count": 65_529}
    file = _file(Input({"account_id": given["patient_id"], "content": content}), rand)
    publics = {"pk_therapist": therapist.public, "pk_patient": patient.public}
    return {**publics, **accepted, "file_sha256": file["hash"], "file_length": len(file["sealed"])}


def _passkey(given, _rand):
    return {
        "params": slots.passkey_params(given.credential_id),
        "slot_key": slots.passkey_slot_key(given.prf_output),
    }


GROUPS = {
    "random": lambda given, rand: {"draws": [rand(count) for count in given["counts"]]},
    "integer": _integer,
    "lp": lambda given, _: {"bytes": encoding.lp(*given.list("fields"))},
    "labelled": lambda given, _: {"bytes": encoding.labelled(*given.list("fields"))},
    "kdf": lambda given, _: {"bytes": keys.kdf(given.key, given["label"], *given.list("fields"))},
    "base64url": lambda given, _: {"text": encoding.to_base64url(given.bytes)},
    "id": lambda given, _: {"text": encoding.to_uuid_text(given.bytes)},
    "strict_json": lambda given, _: {"root_names": sorted(strict_json.read(given.bytes))},
    "bucket": lambda given, _: {"length": padding.bucket(given["length"], given["floor"])},
    "pad": lambda given, _: {"padded": padding.pad(given.plain, given["floor"])},
    "length": _length,
    "seal": lambda given, rand: {"envelope": envelope.seal(given.key, given.context, given.plain, rand)},
    "login": lambda given, _: {"login": passwords.read_login(given["typed_text"])},
    "password": lambda given, _: {"bytes": passwords.password_bytes(given["password"])},
    "password_keys": _password_keys,
    "generated_password": lambda _, rand: {"password": passwords.generate_password(rand)},
    "recovery_code": lambda given, _: {"code_text": recovery_code.write(given.code)},
    "recovery_keys": _recovery_keys,
    "password_params": lambda given, _: {"params": slots.password_params(given.salt16)},
    "passkey": _passkey,
    "slot": lambda given, rand: {
        "envelope": slots.seal_slot(given.slot_key, given.slot(), given.account_key, rand)
    },
    "account_keys": _account_keys,
    "pair_key": _pair_key,
    "entry": lambda given, rand: {
        "envelope": entries.seal_entry(
            given.account(), given.entry_id, given["revision"], given.payload, rand
        )
    },
    "drop": lambda given, rand: {
        "drop": entries.seal_drop(
            given.account().public, given.account_id, given.entry_id, given.payload, rand
        )
    },
    "local": lambda given, rand: {
        "envelope": entries.seal_local(given.account(), given["store"], given["key_name"], given.plain, rand)
    },
    "file": _file,
    "origin": lambda given, _: {"origin": origins.check_origin(given["origin"])},
    "invite": _invite,
    "acceptance": _acceptance,
    "share": lambda given, rand: {
        "envelope": shares.seal_share(given.pair_key, given.share(), given.payload, rand)
    },
    "review": _review,
}


def compute(construct, values, seed):
    """Compute a vector's output, as it stands in vectors.json."""
    made = outputs(construct, values, seed)
    return {name: said(value) for name, value in made.items()}


def outputs(construct, values, seed):
    """Compute a vector's output as bytes."""
    return GROUPS[construct](Input(values), randomness.seeded(seed or ""))


# What opens, and which part of the input it gives back. Values hold input and output together.
OPENINGS = {
    "base64url": ("bytes", lambda v: encoding.from_base64url(v["text"])),
    "id": ("bytes", lambda v: encoding.from_uuid_text(v["text"])),
    "pad": ("plain", lambda v: padding.unpad(v.padded, v["floor"])),
    "seal": ("plain", lambda v: envelope.open_envelope(v.key, v.context, v.envelope)),
    "recovery_code": ("code", lambda v: recovery_code.read(v["code_text"])),
    "password_params": ("salt16", lambda v: slots.read_password_params(v.params)),
    "slot": ("account_key", lambda v: slots.open_slot(v.slot_key, v.slot(), v.envelope)),
    "entry": (
        "payload",
        lambda v: entries.open_entry(v.account(), v.entry_id, v["revision"], v.envelope),
    ),
    "drop": ("payload", lambda v: entries.open_drop(v.account(), v.entry_id, v.drop)),
    "local": ("plain", lambda v: entries.open_local(v.account(), v["store"], v["key_name"], v.envelope)),
    "share": ("payload", lambda v: shares.open_share(v.pair_key, v.share(), v.envelope)),
    "hello": ("payload", lambda v: pairing.open_hello(v.pair_key, v.pair_of_ids(), v.invite_id, v.hello)),
    "file": (
        "content",
        lambda v: files.open_file(v.file_key, v.hash, v.account_id, v.attachment_id, v.sealed),
    ),
}


def _number(text):
    if text in {"true", "false"}:
        return text == "true"
    return float(text) if "." in text else int(text)


def file_of_recipe(recipe, vectors):
    """Join slices of a sealed file, then flip bits."""
    vector = next(vector for vector in vectors if vector["name"] == recipe["vector"])
    sealed = outputs("file", vector["input"], vector["seed"])["sealed"]
    joined = bytearray()
    for piece in recipe["pieces"]:
        joined += bytes.fromhex(piece) if isinstance(piece, str) else sealed[piece[0] : piece[1]]
    for offset, mask in recipe.get("flips", ()):
        joined[offset] ^= mask
    return bytes(joined)


def _open_file(given, vectors):
    sealed = file_of_recipe(given["sealed"], vectors)
    expected = sha256(sealed) if given["hash"] is None else given.hash
    return files.open_file(given.file_key, expected, given.account_id, given.attachment_id, sealed)


def _check_tag(given):
    if not pairing.check_tag(given.secret, given.invite_id, given.pair(), given.tag):
        raise pairing.InviteRefused("the tag is another")


REFUSALS = {
    "integer": lambda v, _: _integer({"width": v["width"], "number": _number(v["number"])}, None),
    "lp": lambda v, _: encoding.lp(*v.list("fields")),
    "read_base64url": lambda v, _: encoding.from_base64url(v["text"]),
    "read_id": lambda v, _: encoding.from_uuid_text(v["text"]),
    "strict_json": lambda v, _: strict_json.read(v.bytes),
    "pad": lambda v, _: padding.pad(v.plain, v["floor"]),
    "unpad": lambda v, _: padding.unpad(v.padded, v["floor"]),
    "open": lambda v, _: OPENINGS["seal"][1](v),
    "login": lambda v, _: passwords.read_login(v["typed_text"]),
    "password": lambda v, _: passwords.password_bytes(v["password"]),
    "read_recovery_code": lambda v, _: recovery_code.read(v["code_text"]),
    "read_password_params": lambda v, _: slots.read_password_params(v.params),
    "pair_key": lambda v, _: keys.pair_key(v.own_private, v.party("therapist"), v.party("patient")),
    "origin": lambda v, _: origins.check_origin(v["origin"]),
    "read_fragment": lambda v, _: pairing.read_fragment(v.fragment),
    "read_link": lambda v, _: pairing.read_link(v["link"]),
    "check_tag": lambda v, _: _check_tag(v),
    "open_file": _open_file,
    **{
        f"open_{name}": lambda v, _, name=name: OPENINGS[name][1](v)
        for name in ("slot", "entry", "drop", "local", "share", "hello")
    },
}
