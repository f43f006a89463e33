"""The sentences at the beginning: drawn from the figures, and saying how sure they are."""

from typing import Any

from services.synthesis.syntheses.report.parts.in_short import in_short
from services.synthesis.syntheses.report.parts.telling import Telling
from services.synthesis.syntheses.report.phrases import plain
from services.synthesis.syntheses.report.wording import LANGUAGES, Wording
from tests.synthesis.syntheses.makers import CODEBOOK, a_synthesis, an_empty_document


def sentences(language: str = "en", **changed: Any) -> list[str]:
    synthesis = a_synthesis(**changed)
    assert synthesis.document is not None
    section = in_short(Telling(synthesis, synthesis.document, CODEBOOK, Wording(language)))
    return [plain(item) for item in section.blocks[0].items]  # type: ignore[union-attr]


def test_a_report_opens_with_three_to_six_findings_in_every_language() -> None:
    for language in LANGUAGES:
        assert 3 <= len(sentences(language)) <= 6


def test_who_was_heard_comes_first() -> None:
    assert sentences()[0] == (
        "118 groups were heard, 1,104 people in all, in 8 countries, between 2015 and 2024: 9,412 criteria."
    )


def test_what_is_named_most_is_told_with_its_interval_and_with_what_is_as_near() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    first, second, *others = synthesis.document.profiles[0].components
    first.code, first.share, first.interval.low, first.interval.high = "A03", 0.2, 0.16, 0.24
    second.code, second.share, second.interval.low, second.interval.high = "C01", 0.18, 0.13, 0.22
    for other in others:
        other.share = other.interval.high = 0.01
    told = sentences(document=synthesis.document)[1]
    assert "name Housing / furniture (A03): 20% of what they say" in told
    assert "probably between 16% and 24%" in told
    assert "Fundamental rights / recognition (C01, 18%) is so near" in told
    second.interval.high = 0.15
    assert "is so near" not in sentences(document=synthesis.document)[1]


def test_what_nobody_names_is_told_only_where_no_question_has_it() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    for profile in synthesis.document.profiles:
        profile.never = ["B05"]
    assert any("Nobody" in told and "Weather and natural phenomena (B05)" in told
               for told in sentences(document=synthesis.document))  # fmt: skip
    synthesis.document.profiles[0].never = []
    assert not any("Nobody" in told for told in sentences(document=synthesis.document))


def test_a_difference_is_told_in_both_forms_the_contrast_and_the_ranking_inside() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    contrast = synthesis.document.contrasts[0]
    one = contrast.differences[0]
    one.code, one.log_odds, one.interval.low, one.interval.high = "C01", 1.1, 0.9, 1.3
    one.share, one.share_rest, one.rank, one.rank_rest = 0.21, 0.08, 1, 9
    contrast.differences = [one]
    synthesis.document.contrasts = [contrast]
    told = next(told for told in sentences(document=synthesis.document) if told.startswith("Homeless people"))
    assert "is 21% of what they answer, and 8.0% of what the others do" in told
    assert "3 times the odds (probably 2.5 to 3.7)" in told
    assert "10 of their 12 groups name it" in told
    assert "Among their own answers it comes in place 1; among the others', in place 9." in told.replace("’", "'")


def test_where_no_difference_stands_that_is_said() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    for contrast in synthesis.document.contrasts:
        contrast.differences = []
    assert any("could not be chance" in told for told in sentences(document=synthesis.document))


def test_nothing_is_claimed_where_nothing_was_said() -> None:
    told = sentences(document=an_empty_document(), quotes={}, names=[], remarks=[])
    assert told == ["0 groups were heard, 0 people in all, in 0 territories: 0 criteria."]
