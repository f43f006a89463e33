"""From rows to what is kept: clean text, known groups, real codes, a language for each."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.criteria.imports.checking import KEPT, Checked, Checker, Group, random_ids, read_codes
from services.criteria.imports.rows import read_json_lines
from shared.text import UnacceptableText, clean_label, clean_statement
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.codes import UnknownCode
from tests.criteria.makers import criterion

ELDERS = Group(uuid4(), "fr")
SILENT = Group(uuid4(), None)


def check(*records: dict[str, Any], detect: Any = lambda _: None) -> Checked:
    read = read_json_lines([json.dumps(record).encode() for record in records], 1)
    checker = Checker(detect)
    known = {"elders": ELDERS, "silent": SILENT}
    checker.groups = {name: known.get(name) for name in checker.unknown_groups(read)}
    return checker.check(read)


def kept(*records: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    checked = check(*records, **options)
    assert checked.refused == []
    return [dict(zip(KEPT, row, strict=True)) for row in checked.kept]


REFUSED = ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\u202a", "\u202e", "\u2066", "\u2069", "\ue000", "\ufdd0",
           "\uffff", "\U000e0041", "\U000f0000", "\U0010ffff"]  # fmt: skip
REMOVED = ["\u00ad", "\u200b", "\u200e", "\u200f", "\u2060", "\ufeff"]
SPACE = ["\t", "\n", "\r\n", "\x0b"[:0] or "\u00a0", "\u2003", "\u2028", "\u3000", "\x85"]


@pytest.mark.parametrize("character", REFUSED, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.parametrize("field", ["text", "external_id", "taken_up_from", "group"])
def test_characters_that_deceive_are_refused_alone(character: str, field: str) -> None:
    text = f"du {character} pain"
    good = criterion("good")
    checked = check(good, criterion("bad") | {field: [text] if field == "taken_up_from" else text}, good)
    assert [row[0] for row in checked.kept] == [1, 3]
    assert [refused.line for refused in checked.refused] == [2]


@pytest.mark.parametrize("character", REMOVED + SPACE, ids=lambda character: f"U+{ord(character[:1]):04X}")
def test_invisible_characters_go_and_every_white_space_is_one_space(character: str) -> None:
    text = f" du{character} {character}pain "
    row = kept(criterion(f" a{character}b ", text=text))[0]
    assert row["text"] == "du pain"
    assert row["external_id"] == ("ab" if character in REMOVED else "a b")


@pytest.mark.parametrize("text", ["می‌خواهم", "क्ष‍", "👩‍👩‍👧", "ལྷ་ས", "ᓄᓇᕗᑦ", "💚", "ƙasa", "ẹ̀kọ́", "नमस्ते", "שָׁלוֹם", "ไทย"])
def test_every_script_is_at_home_here(text: str) -> None:
    assert kept(criterion(text=text))[0]["text"] == clean_statement(text)
    assert clean_statement(text).replace(" ", "")


@given(st.text(max_size=50))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    for clean in (clean_statement, clean_label):
        try:
            once = clean(text)
        except UnacceptableText:
            continue
        assert clean(once) == once


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_rows_are_checked_together_as_they_are_alone(texts: list[str]) -> None:
    records = [criterion(f"id-{at}", text=text) for at, text in enumerate(texts)]
    together = check(*records)
    alone = [check(record) for record in records]
    assert [row[5] for row in together.kept] == [row[5] for one in alone for row in one.kept]
    assert len(together.refused) == sum(len(one.refused) for one in alone)


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "\u200b", "-----", "—"])
def test_a_form_left_empty_says_nothing(text: str) -> None:
    assert [fault.code for refused in check(criterion(text=text)).refused for fault in refused.faults] != []


def test_a_statement_has_at_most_two_thousand_characters() -> None:
    assert len(kept(criterion(text="é" * 2000))[0]["text"]) == 2000
    assert check(criterion(text="é" * 2001)).refused[0].faults[0].code == "text-too-long"
    assert check(criterion("x" * 301)).refused[0].external_id is None


def test_a_language_is_given_or_the_groups_or_detected() -> None:
    rows = kept(
        criterion(language="PT-cv"),
        criterion(),
        criterion(group="silent"),
        criterion(group="silent", text="hm"),
        detect=lambda text: "nl" if len(text) > 5 else None,
    )
    assert [(row["language"], row["language_source"]) for row in rows] == [
        ("pt-CV", "given"), ("fr", "group"), ("nl", "detected"), ("und", "detected"),
    ]  # fmt: skip
    for wrong in ("klingonish", "und", "x", "french (mostly)", "", "-", "a-b-c-d"):
        assert check(criterion(language=wrong)).refused[0].faults[0].field == "language", wrong


def test_codes_are_read_against_a_codebook_and_kept_in_their_shortest_form() -> None:
    row = kept(criterion(codes=["A01-00/O-00/i", "B02", "A01"]))[0]
    assert (row["codebook"], row["codes"][:2]) == (default_codebook().version, ["A01", "B02"])
    assert check(criterion(codes=["Q77"])).refused[0].faults[0].code == "code-unknown"
    assert check(criterion(codes=["A01"], codebook="of-nobody")).refused[0].faults[0].code == "code-unknown"
    with pytest.raises(UnknownCode):
        read_codes(["A01/?"], None)


@pytest.mark.parametrize("licence", ["CC BY 4.0", "©", "x", "a" * 61, "CC0-1.0\n"])
def test_a_licence_is_an_identifier(licence: str) -> None:
    assert kept(criterion(licence="CC-BY-SA-4.0"))[0]["licence"] == "CC-BY-SA-4.0"
    assert check(criterion(licence=licence)).refused[0].faults[0].field == "licence"


def test_a_group_that_is_not_known_is_refused_by_name() -> None:
    fault = check(criterion(group="nobody")).refused[0].faults[0]
    assert (fault.field, fault.code) == ("group", "group-unknown")


def test_ids_are_random_uuids_of_version_4() -> None:
    ids = random_ids(1000)
    assert len(set(ids)) == 1000
    assert {(UUID(str(id)).version, UUID(str(id)).variant) for id in ids} == {(4, "specified in RFC 4122")}
    assert random_ids(0) == []
