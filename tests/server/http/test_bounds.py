# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request costs what it may hold and not what it does, and so does its answer (server/http/wire.py)."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from flask import Flask
from marshmallow import Schema, fields, pre_load

from server.http.wire import BoundedList, Wire
from tests.server.people import Person, code_of, envelope, sealed, some_id

MANY = 20_000
LARGEST_ANSWER = 16 * 1024 * 1024  # what both clients read of one
LARGEST_REFUSAL = 16 * 1024  # bytes
LARGE = 1_048_576  # bytes of padding: the second largest envelope there is


def schemas_of_requests(kind: type[Schema] = Wire) -> Iterator[type[Schema]]:
    for below in kind.__subclasses__():
        yield below
        yield from schemas_of_requests(below)


@pytest.mark.usefixtures("app")
def test_every_list_of_a_request_is_bounded_before_its_items_are_read() -> None:
    lists = [
        (schema.__name__, name)
        for schema in schemas_of_requests()
        for name, one in schema().fields.items()
        if isinstance(one, fields.List) and not isinstance(one, BoundedList)
    ]

    assert lists == []


class Counted(Wire):
    """An item that counts how often it is looked at."""

    looked_at: ClassVar[int] = 0

    @pre_load
    def count(self, data: Any, **_: Any) -> Any:
        Counted.looked_at += 1
        return data


def test_no_item_of_a_list_that_is_too_long_is_looked_at() -> None:
    schema = Wire.from_dict({"items": BoundedList(fields.Nested(Counted), most=3)})()

    assert schema.validate({"items": [{}] * 4}) == {"items": ["At most 3 may stand here."]}
    assert Counted.looked_at == 0
    assert schema.validate({"items": [{}] * 3}) == {}
    assert Counted.looked_at == 3, "this test can see an item that is looked at"


@pytest.mark.parametrize("item", [{}, None, [], {"x": 1}])
def test_a_long_list_of_nonsense_gets_a_short_answer(ana: Person, item: object) -> None:
    answer = ana.post("/api/entries", json={"entries": [item] * MANY})

    assert code_of(answer) == (422, "invalid_request")
    assert len(answer.data) < LARGEST_REFUSAL
    assert answer.json["field"] == "entries"


def test_a_hundred_faults_get_a_short_answer(ana: Person) -> None:
    unknown = {f"{n:03}" * 100: 1 for n in range(100)}

    for body in ({"entries": [{}] * 100}, {"entries": [unknown] * 50}, unknown):
        answer = ana.post("/api/entries", json=body)
        assert code_of(answer) == (422, "invalid_request")
        assert len(answer.data) < LARGEST_REFUSAL


def test_a_conflict_is_never_larger_than_a_client_reads(app: Flask, ana: Person) -> None:
    ids = [some_id() for _ in range(6)]
    for entry_id in ids:
        ana.put(f"/api/entries/{entry_id}", json=sealed(envelope=envelope(size=LARGE)))
    stale = [sealed(entry_id=entry_id) for entry_id in ids]

    answer = ana.post("/api/entries", json={"entries": stale})

    assert code_of(answer) == (409, "stale_revision")
    assert len(answer.data) < LARGEST_ANSWER / 4
    assert [row["entry_id"] for row in answer.json["stored"]] == ids[: len(answer.json["stored"])] != []
    assert len(ana.entries()) >= 1
