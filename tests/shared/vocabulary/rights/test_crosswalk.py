"""The links between components and rights: all lead somewhere, and what no component says is told."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from shared.vocabulary.codebook import codebooks, default_codebook
from shared.vocabulary.rights import CrosswalkRow, crosswalk, find, framework, frameworks, inexpressible, meanings

VERSION = "provisional-2026"
FIRST = {"udhr", "charter-agenda", "sdg"}
"""The three frameworks that the proposal began with; there a strength is said of the component as a whole."""


@pytest.fixture
def rows() -> tuple[CrosswalkRow, ...]:
    return crosswalk(VERSION)


def components_without(id: str) -> set[str]:
    return set(codebooks()[VERSION].entries) - {row.component for row in crosswalk(VERSION) if row.framework == id}


def beyond(id: str) -> list[str]:
    return [item.item for item in inexpressible(framework(id), VERSION)]


def test_every_link_leads_from_a_component_to_an_item_and_stands_once(rows: tuple[CrosswalkRow, ...]) -> None:
    entries = codebooks()[VERSION].entries
    assert rows
    assert all(row.component in entries and find(row.framework, row.item, row.version) for row in rows)
    assert max(Counter((row.component, row.key) for row in rows).values()) == 1


def test_every_link_says_who_proposed_it_and_when(rows: tuple[CrosswalkRow, ...]) -> None:
    assert all(row.author == "SPIRAL Commons" and row.proposed_on for row in rows)


def test_the_first_three_frameworks_have_23_direct_27_indirect_and_19_weak_components(
    rows: tuple[CrosswalkRow, ...],
) -> None:
    strengths = defaultdict(set)
    for row in rows:
        if row.framework in FIRST:
            strengths[row.component].add(row.strength)
    assert all(len(found) == 1 for found in strengths.values())
    counted = Counter(found.pop() for found in strengths.values())
    assert counted == {"direct": 23, "indirect": 27, "weak": 19}


def test_the_strength_that_an_entry_tells_is_the_one_of_its_links(rows: tuple[CrosswalkRow, ...]) -> None:
    entries = codebooks()[VERSION].entries
    assert all(row.strength == entries[row.component].rights_strength for row in rows if row.framework in FIRST)


def test_five_components_have_no_article_of_the_universal_declaration_and_six_no_right_of_the_charter_agenda() -> None:
    assert components_without("udhr") == {"D06", "G00", "G02", "G04", "G05"}
    assert components_without("charter-agenda") == {"G00", "G02", "G04", "G05", "H01", "H06"}


def test_some_rights_of_the_charter_agenda_are_fed_by_many_components_and_others_by_one_or_two(
    rows: tuple[CrosswalkRow, ...],
) -> None:
    fed = Counter(row.item for row in rows if row.framework == "charter-agenda")
    assert {right: fed[right] for right in ("I", "XII", "VI", "V", "XI", "X")} == {
        "I": 18, "XII": 16, "VI": 14, "V": 2, "XI": 2, "X": 1,
    }  # fmt: skip


def test_asylum_nationality_and_abuse_of_rights_cannot_be_beyond() -> None:
    assert beyond("udhr") == ["14", "15", "30"]


def test_every_goal_and_every_right_of_the_charter_agenda_can_be_beyond() -> None:
    assert beyond("sdg") == beyond("charter-agenda") == []


def test_asylum_in_the_charter_of_the_union_cannot_be_expressed_either() -> None:
    assert {"18", "19"} < set(beyond("eu-charter"))
    assert {"51", "52", "53", "54"} < set(beyond("eu-charter"))


@pytest.mark.parametrize("id", ["gwangju", "fra"])
def test_a_framework_of_process_is_not_read_from_words(id: str, rows: tuple[CrosswalkRow, ...]) -> None:
    assert not beyond(id)
    assert not any(row.framework == id for row in rows)


def test_all_items_are_beyond_a_codebook_without_links() -> None:
    assert crosswalk("spiral-2099") == ()
    assert len(inexpressible(framework("udhr"), "spiral-2099")) == 30


def test_three_meanings_sharpen_the_reading() -> None:
    pointed = defaultdict(set)
    for row in meanings(VERSION):
        pointed[row.meaning].add(row.key.removeprefix("udhr/1948/"))
    assert pointed == {"P13": {"6", "7", "8"}, "P14": {"2", "7"}, "P15": {"22", "25"}}
    codebook = codebooks()[VERSION]
    assert all(meaning[1:] in codebook.meanings[meaning[0]].details for meaning in pointed)
    assert meanings("spiral-2099") == ()


def test_the_page_tells_how_many_links_there_are_and_which_components_have_none(
    rows: tuple[CrosswalkRow, ...],
) -> None:
    page = (Path(__file__).parents[4] / "docs" / "reference" / "rights.md").read_text("utf-8")
    counted = Counter(row.framework for row in rows)
    assert f"{len(rows)} rows for `{VERSION}`" in page
    for id, links in counted.items():
        assert f"| `{id}` | {links} | {', '.join(sorted(components_without(id))) or 'none'} |" in page


def test_an_entry_of_the_codebook_lists_the_rights_of_the_crosswalk() -> None:
    housing = default_codebook().entries["A03"].rights
    assert housing["udhr"] == ("17", "25")
    assert housing["european-charter"] == ("XVI",)
    assert set(housing) <= {id for id, _ in frameworks()}


def test_a_codebook_from_elsewhere_brings_its_own_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = codebooks()[VERSION].model_dump(mode="json")
    told |= {"version": "elsewhere-2027", "title": "A codebook from elsewhere"}
    told["entries"] = {"A03": {**told["entries"]["A03"], "rights": {"udhr": ["25"]}, "rights_strength": "direct"}}
    (tmp_path / "elsewhere.json").write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setenv("SPIRAL_CODEBOOKS", str(tmp_path))
    codebooks.cache_clear()
    crosswalk.cache_clear()
    try:
        [row] = crosswalk("elsewhere-2027")
        assert (row.component, row.key, row.strength) == ("A03", "udhr/1948/25", "direct")
        assert (row.author, row.proposed_on) == ("A codebook from elsewhere", None)
    finally:
        codebooks.cache_clear()
        crosswalk.cache_clear()
