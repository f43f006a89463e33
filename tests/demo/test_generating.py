"""The generator: what it promises of its groups, places, languages and texts."""

import json
from collections import Counter
from pathlib import Path

import pytest

import services.territories
from services.demo.generating import Demonstration, generate
from services.demo.generating.data import LANGUAGES, QUESTIONS, countries, hands, notes, profiles
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.codes import parse_code
from shared.vocabulary.roles import Scope, TerritoryKind, Visibility

SMALL, LARGE = 6000, 40_000


@pytest.fixture(scope="module")
def small() -> Demonstration:
    return generate(SMALL)


@pytest.fixture(scope="module")
def large() -> Demonstration:
    return generate(LARGE)


def test_the_same_seed_gives_the_same_demonstration(small: Demonstration) -> None:
    assert generate(SMALL) == small


def test_another_seed_gives_another_demonstration(small: Demonstration) -> None:
    assert [each.text for each in generate(SMALL, seed=7).criteria] != [each.text for each in small.criteria]


@pytest.mark.parametrize("size", [1500, 6000, 20_000])
def test_there_are_exactly_as_many_criteria_as_asked_for(size: int) -> None:
    assert len(generate(size).criteria) == size


def test_many_languages_and_countries_speak(small: Demonstration, large: Demonstration) -> None:
    for demonstration in (small, large):
        assert {group.language for group in demonstration.groups} == set(LANGUAGES)
        assert len({platform.territory.country for platform in demonstration.platforms}) >= 16
    assert len({territory.country for territory in large.territories}) == len(countries())


def test_several_languages_are_spoken_in_one_country(large: Demonstration) -> None:
    spoken: dict[str, set[str]] = {}
    for group in large.groups:
        spoken.setdefault(group.platform.territory.country, set()).add(group.language)
    assert {"fr", "nl"} <= spoken["BE"]
    assert {"ar", "fr"} <= spoken["MA"]
    assert {"sw", "en"} <= spoken["KE"]


def test_groups_and_territories_grow_with_the_size(small: Demonstration, large: Demonstration) -> None:
    assert 60 <= len(small.groups) <= 80
    assert 400 <= len(large.groups) <= 480
    assert len(large.platforms) > 4 * len(small.platforms)


def test_groups_have_the_usual_size_and_some_do_not(large: Demonstration) -> None:
    usual = [7 <= group.n_participants <= 12 for group in large.groups]
    assert 0.85 < sum(usual) / len(usual) < 1
    per_group = Counter(each.group.external_id for each in large.criteria)
    assert 80 < sum(per_group.values()) / len(per_group) < 100


def test_all_three_questions_are_answered(large: Demonstration) -> None:
    counts = Counter(each.question for each in large.criteria)
    assert set(counts) == set(QUESTIONS)
    assert counts["wellbeing"] > counts["illbeing"] > counts["action"] > LARGE / 8


def test_external_ids_are_unique(large: Demonstration) -> None:
    for records in (large.territories, large.platforms, large.groups, large.criteria):
        names = [record.external_id for record in records]
        assert len(names) == len(set(names))


def test_every_record_refers_to_earlier_ones_only(large: Demonstration) -> None:
    known: set[str] = set()
    for territory in large.territories:
        assert territory.parent is None or territory.parent in known
        known.add(territory.external_id)
    opened: set[str] = set()
    for platform in large.platforms:
        assert platform.territory.external_id in known
        assert platform.referent is None or platform.referent in opened
        opened.add(platform.external_id)


def test_villages_look_to_their_islands_council(large: Demonstration) -> None:
    village = next(each for each in large.platforms if each.territory.name.startswith("Barreiro"))
    assert village.referent == "cv-region-maio-platform"


def test_a_mixed_group_takes_up_what_groups_of_its_platform_said(large: Demonstration) -> None:
    by_id = {each.external_id: each for each in large.criteria}
    taken = [each for each in large.criteria if each.taken_up_from is not None]
    assert len(taken) > 500
    for criterion in taken:
        source = by_id[criterion.taken_up_from or ""]
        assert criterion.group.profile == "mixed"
        assert source.group.external_id in criterion.group.takes_up
        assert source.group.platform == criterion.group.platform
        assert source.state == "approved"


def test_every_consultation_lies_between_2005_and_2026_and_recent_ones_are_more(large: Demonstration) -> None:
    years = [group.year for group in large.groups]
    assert min(years) >= 2005
    assert max(years) <= 2026
    assert sum(year >= 2016 for year in years) > sum(year < 2016 for year in years)


def test_some_criteria_have_human_codes_of_the_codebook(large: Demonstration) -> None:
    coded = [each for each in large.criteria if each.codes is not None]
    assert 0.08 < len(coded) / LARGE < 0.16
    for criterion in coded:
        assert parse_code(criterion.codes or "", default_codebook()).component == criterion.truth
    assert any("/" in (each.codes or "") for each in coded)


def test_most_may_be_read_and_counted_and_some_may_not(large: Demonstration) -> None:
    agreements = Counter((each.group.visibility, each.group.consent) for each in large.criteria)
    assert {visibility for visibility, _ in agreements} == set(Visibility)
    assert {consent for _, consent in agreements} == set(Scope)
    assert agreements["public", "open"] > LARGE / 3


def test_some_criteria_are_only_noted(large: Demonstration) -> None:
    assert 0.02 < sum(each.state == "noted" for each in large.criteria) / LARGE < 0.06


def test_everything_says_that_it_is_synthetic(large: Demonstration) -> None:
    for record in (*large.territories, *large.platforms):
        assert record.name.endswith("(synthetic)")
    assert all(group.label.endswith("(synthetic)") for group in large.groups)
    assert all(partner.owner.endswith("(synthetic)") for partner in large.partners)


def test_kinds_of_territories_are_those_of_the_field(large: Demonstration) -> None:
    kinds = {territory.kind for territory in large.territories}
    assert kinds <= set(TerritoryKind)
    assert {"region", "municipality", "village", "neighbourhood", "school", "hospital"} <= kinds


def test_types_of_groups_are_those_of_the_open_list() -> None:
    path = Path(services.territories.__file__).parent / "profiles.json"
    listed = {each["profile"] for each in json.loads(path.read_text(encoding="utf-8"))["profiles"]}
    assert set(profiles()) <= listed


def test_a_feast_or_a_food_of_elsewhere_stays_there() -> None:
    def said(language: str, country: str) -> str:
        return " | ".join(note.text for note in notes(language, country))

    assert "Tabaski" in said("fr", "SN")
    assert "Tabaski" not in said("fr", "BE")
    assert "cachupa" not in said("pt", "PT")
    assert "favela" not in said("pt", "CV") + said("pt", "PT")
    assert "ugali" not in said("en", "GB")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_notes_for_every_question_in_each_of_its_countries(language: str) -> None:
    for country in countries():
        spoken = [region.get("languages") or country["languages"] for region in country["regions"]]
        if any(language in languages for languages in spoken):
            counts = Counter(note.question for note in notes(language, country["country"]))
            assert min(counts[question] for question in QUESTIONS) >= 20, country["country"]


def test_hands_know_the_same_things_in_every_language() -> None:
    assert set(hands()) == set(LANGUAGES)
    for profile in profiles().values():
        assert set(profile.labels) == set(LANGUAGES)
