"""Outcomes are packed for keeping and come back line by line."""

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.criteria.imports.outcomes import CREATED, REJECTED, Tally, unpack
from shared.rows.faults import Fault
from shared.rows.outcomes import NAMES

FAULT = st.builds(Fault, field=st.none() | st.text(max_size=5), code=st.text(max_size=5), message=st.text(max_size=5))
LINE = st.tuples(
    st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    st.integers(0, len(NAMES) - 1),
    st.binary(min_size=16, max_size=16),
    st.integers(1, 9),
    st.lists(FAULT, min_size=1, max_size=2),
    st.lists(FAULT, max_size=1),
)


@given(st.dictionaries(st.integers(1, 10**9), LINE, max_size=20))
def test_what_is_packed_comes_back_in_the_order_of_the_lines(lines: dict[int, Any]) -> None:
    tally = Tally()
    for line, (external_id, outcome, id, revision, errors, warnings) in lines.items():
        if outcome == REJECTED:
            tally.refuse(line, external_id, errors)
        else:
            tally.set(line, external_id, outcome, id, revision)
        for warning in warnings:
            tally.warn(line, warning)
    found = list(unpack(tally.pack()))
    assert [outcome.line for outcome in found] == sorted(lines)
    for outcome in found:
        external_id, number, id, revision, errors, warnings = lines[outcome.line]
        assert (outcome.external_id, outcome.outcome) == (external_id, NAMES[number])
        assert outcome.warnings == warnings
        if number == REJECTED:
            assert (outcome.id, outcome.revision, outcome.errors) == (None, None, errors)
        elif any(id):
            assert (outcome.id, outcome.revision, outcome.errors) == (UUID(bytes=id), revision, [])
    assert sum(tally.counts().values()) == len(lines) == len(tally)


def test_ids_that_nobody_could_find_are_left_out() -> None:
    tally = Tally()
    tally.set(1, "a", CREATED, b"1" * 16)
    tally.set(2, "b", 1, b"2" * 16, 5)
    tally.set(3, "a", 1, b"1" * 16, 2)
    tally.forget_ids(tally.ids(CREATED))
    assert [(outcome.id is None, outcome.revision) for outcome in unpack(tally.pack())] == [
        (True, None), (False, 5), (True, None),
    ]  # fmt: skip


def test_causes_are_counted_with_the_first_line_as_an_example() -> None:
    tally = Tally()
    for line in (9, 4, 7):
        tally.refuse(line, None, [Fault(field="text", code="empty", message="m")])
    assert [(cause.count, cause.example_line) for cause in tally.causes()] == [(3, 4)]
