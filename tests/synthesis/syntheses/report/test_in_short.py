"""The sentences at the beginning: drawn from the figures, and saying how sure they are."""

import re
from typing import Any

from services.synthesis.syntheses.report import as_markdown
from services.synthesis.syntheses.report.parts.in_short import in_short
from services.synthesis.syntheses.report.parts.telling import Telling
from services.synthesis.syntheses.report.phrases import plain
from services.synthesis.syntheses.report.wording import LANGUAGES, Wording
from services.synthesis.syntheses.schemas import Synthesis
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
    assert "named by 10 of their 12 groups" in told
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


def of_one_group() -> Synthesis:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    voices, profile = synthesis.document.voices, synthesis.document.profiles[0]
    voices.n_groups, voices.n_participants, voices.n_territories, voices.n_countries, voices.n_criteria = 1, 8, 1, 1, 1
    profile.n_groups, profile.n_coded, profile.hardly = 1, 1, [row.code for row in profile.components]
    for row in profile.components:
        row.share = row.interval.low = row.interval.high = 1.0
    synthesis.document.profiles = [profile]
    return synthesis


def test_one_group_is_told_in_the_singular() -> None:
    wanted = {
        "en": "1 group was heard, 8 people in all, in 1 territory",
        "fr": "Qui a parlé\u00a0: 1 groupe, 8 personnes en tout, dans 1 territoire",
        "pt": "Quem falou: 1 grupo, 8 pessoas ao todo, em 1 território",
        "it": "Chi ha parlato: 1 gruppo, 8 persone in tutto, in 1 territorio",
    }
    for language, begin in wanted.items():
        told = sentences(language, document=of_one_group().document)[0]
        assert told.startswith(begin), told


def test_one_group_gives_no_interval_and_that_is_said() -> None:
    no_interval = {
        "en": "one group gives no interval",
        "fr": "un seul groupe ne donne pas d’intervalle",
        "pt": "um só grupo não dá intervalo",
        "it": "un solo gruppo non dà un intervallo",
    }
    for language, said in no_interval.items():
        told = sentences(language, document=of_one_group().document)
        assert any(said in sentence for sentence in told)
        assert not any(sentence.count("100") > 1 for sentence in told), told
        page = as_markdown(of_one_group(), CODEBOOK, language)
        assert said in page
        assert re.search(r"100\s?%\s–\s100\s?%", page) is None


def test_what_one_group_names_is_not_called_hardly_ever_named() -> None:
    synthesis = of_one_group()
    assert synthesis.document is not None
    synthesis.document.profiles[0].never = []
    assert not any("hardly" in told for told in sentences(document=synthesis.document))
    assert "Hardly ever named" not in as_markdown(synthesis, CODEBOOK, "en")
    assert "Hardly ever named" in as_markdown(a_synthesis(), CODEBOOK, "en")
