"""A line is read fast or carefully, and both come to the same verdict."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.criteria.imports.checking import Checked, Checker, Group
from services.criteria.imports.rows import FIELDS, Read, read_carefully, read_json_lines
from services.criteria.schemas import NewCriterion
from tests.criteria.makers import criterion

ODD = st.sampled_from(
    ["", " ", "  a  b ", "\x00", "a\x00", "\u202e", "\u200b", "e\u0301", "a\u00a0b", "\ud800", "x" * 301, "y" * 2001,
     " " * 20_001 + "a", "\ue000", "...", "💚", '":', '\\u0022:', "\\", "'", "\u0085", "\u2028", "fr", "FR ", "und",
     "provisional-2026", " provisional-2026 ", "CC-BY-4.0", "A01", "A 01 / P15", "A01/P15/k", "Z99", "\ufeff"]
)  # fmt: skip
TEXT = ODD | st.text(max_size=12)
OTHER = st.sampled_from([None, True, False, 0, -1, 1.0, 1e400, [], {}, [[]], 10**30])
ANY = {
    "external_id": TEXT | OTHER,
    "group": st.sampled_from(["elders", " elders ", "elders\u200b", "g\x00", ""]) | TEXT | OTHER,
    "question": st.sampled_from(["wellbeing", "illbeing", "action", "policy", "Policy", ""]) | OTHER,
    "text": TEXT | OTHER,
    "language": st.sampled_from(["fr", "pt-CV", "sr-Latn", "no such", "", "x" * 36, "i-klingon"]) | TEXT | OTHER,
    "state": st.sampled_from(["noted", "approved", "Noted"]) | OTHER,
    "participant": st.integers(-2, 1002) | st.sampled_from(["3", "", 2**63, -(2**63), 2**64]) | OTHER,
    "codes": st.lists(st.sampled_from(["A01", "A01/P15/k", " B02", "Z99", "", f"A{' ' * 40}1"]), max_size=12) | OTHER,
    "codebook": st.sampled_from(["provisional-2026", " provisional-2026", "nope", "", "é", "a\n"]) | TEXT | OTHER,
    "licence": st.sampled_from(["CC-BY-4.0", "CC0-1.0\n", "", "a", "x" * 61]) | TEXT | OTHER,
    "visibility": st.sampled_from(["private", "network", "public", ""]) | OTHER,
    "consent": st.sampled_from(["local", "network", "open", ""]) | OTHER,
    "taken_up_from": st.lists(TEXT, max_size=3) | st.just(["x"] * 101) | OTHER,
    "name": TEXT,
}  # fmt: skip
BASE = {"external_id": "a", "group": "elders", "question": "policy", "text": "du pain"}
PATCH = st.fixed_dictionaries({}, optional=ANY)
KNOWN = {"elders": Group(uuid4(), "fr")}


def _verdict(read: Read) -> tuple[list[Any], set[int]]:
    checker = Checker(lambda _: None)
    checker.groups = {name: KNOWN.get(name) for name in checker.unknown_groups(read)}
    checked: Checked = checker.check(read)
    kept = [tuple(value for index, value in enumerate(row) if index != 1) for row in checked.kept]
    return sorted(kept, key=lambda row: row[0]), {refused.line for refused in checked.refused}


def _carefully(lines: list[bytes]) -> Read:
    read = Read()
    for number, line in enumerate(lines, 1):
        read_carefully(line, number, read)
    return read


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(PATCH, st.booleans(), st.sets(st.sampled_from(sorted(BASE)))), min_size=1, max_size=4))
@example([({"language": ""}, True, set())])
@example([({"licence": ""}, True, set())])
@example([({"codes": ["A01"] * 11}, True, set())])
@example([({"group": " elders "}, True, set())])
@example([({"codebook": " provisional-2026", "codes": ["A01"]}, True, set())])
def test_the_fast_way_and_the_careful_way_take_and_refuse_the_same(cases: list[Any]) -> None:
    lines = []
    for patch, ascii_only, without in cases:
        record = {name: value for name, value in (BASE | patch).items() if name not in without or name in patch}
        lines.append(json.dumps(record, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))
    assert _verdict(read_json_lines(lines, 1)) == _verdict(_carefully(lines))


def test_a_row_has_the_fields_of_the_model() -> None:
    assert set(FIELDS) == set(NewCriterion.model_fields)


def _escaped(name: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in name)


TWICE = [
    ("plain", '"text":"a","text":"b"'),
    ("another first", '"text" : "a" , "text" : "b"'),
    ("one with a space", '"text" :"a","text":"b"'),
    ("a tab and a line feed", '"text"\t:"a","text"\r:"b"'),
    ("an escaped letter", '"text":"a","te\\u0078t":"b"'),
    ("all escaped", f'"text":"a","{_escaped("text")}":"b"'),
    ("upper case escapes", '"text":"a","t\\u0065x\\u0074":"b"'),
    ("balanced by an escaped quote", '"text":"a","text":"b\\u0022:"'),
    ("balanced by an escaped backslash", '"text":"a","text":"b\\u005Cu0022\\u005cu0022"'),
    ("the same value", '"text":"a","text":"a"'),
    ("a number between", '"participant":1,"text":"a","participant":2'),
    ("null and a value", '"language":null,"text":"a","language":"fr"'),
    ("a list", '"codes":[],"text":"a","codes":[]'),
]


@pytest.mark.parametrize("pair", [pair for _, pair in TWICE], ids=[name for name, _ in TWICE])
@pytest.mark.parametrize("companion", ['"text" :"a"', '"text":"a\\u0022:"', '"text":"a\\":"', '"text":"é\\u00e9"'])
def test_a_key_that_stands_twice_is_refused_in_every_disguise(pair: str, companion: str) -> None:
    head = '"external_id":"a","group":"elders","question":"policy",'
    lines = [f"{{{head}{inside}}}".encode() for inside in (companion, pair, companion, companion)]
    read = read_json_lines(lines, 1)
    assert [refused.line for refused in read.refused] == [2]
    assert "stands twice" in read.refused[0].faults[0].message
    assert sorted(read.lines) == [1, 3, 4]


@pytest.mark.parametrize(
    "line",
    [
        b'{"participant": NaN}', b'{"participant": Infinity}', b'{"participant": 1e400}', b"nul", b'"text"', b"[]",
        b"[" * 100_000, b'{"codes": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b'{"participant": ' + b"9" * 5000 + b"}", b'{"participant": false}', b'{"participant": true}', b"\xff\xfe{}",
        b'{"text": "\xff"}', b'{"text": "\xed\xa0\x80"}', b'{"text": "\\ud800"}', b'{"\\ud800": 1}',
        b'{"text": "a\x00"}',
        b'{"text": "a\tb"}', b"{", b"}", b"{}{}", b"\x00", b"'", b'{"external_id": "\\ud83d", "text": 1}', b'{"a": 1,}',
    ],
)  # fmt: skip
def test_hostile_lines_are_refused_each_with_a_reason(line: bytes) -> None:
    good = json.dumps(criterion("good")).encode()
    read = read_json_lines([good, line, good], 10)
    assert read.lines == [10, 12]
    assert [refused.line for refused in read.refused] == [11]
    assert all(fault.message for fault in read.refused[0].faults)
    json.dumps([fault.model_dump() for fault in read.refused[0].faults]).encode()


def test_every_fault_of_a_record_is_told_with_its_field() -> None:
    line = json.dumps({"external_id": "seen", "text": "\x00", "participant": False, "person": "Anna"}).encode()
    refused = read_json_lines([line], 1).refused[0]
    assert refused.external_id == "seen"
    assert {fault.field for fault in refused.faults} == {"group", "question", "text", "participant", "person"}
    assert "Anna" not in str(refused)


def test_the_refused_value_itself_is_never_told() -> None:
    canary = "quetzalcoatl"
    for field in (*FIELDS, "name"):
        line = json.dumps(criterion("a") | {field: [canary, {canary: 1}]}).encode()
        refused = read_json_lines([line], 1).refused
        assert refused
        assert canary not in str(refused), field


def test_blank_lines_are_passed_over_and_carriage_returns_do_no_harm() -> None:
    good = json.dumps(criterion("a")).encode()
    read = read_json_lines([b"", b"  ", b"\r", good + b"\r", b"\t", good], 1)
    assert (read.lines, read.refused) == ([4, 6], [])
