"""Wordings of the five situations."""

import httpx

from services.territories.process.indicators.situations import USUAL_SET, situations
from shared.vocabulary.languages import canonical_language


def test_every_set_names_five_situations_in_every_one_of_its_languages() -> None:
    for labels in situations().sets:
        assert [each.level for each in labels.situations] == [1, 2, 3, 4, 5]
        for each in labels.situations:
            assert set(each.labels) == set(labels.titles) >= {"en", "fr", "pt", "it"}
            assert all(canonical_language(tag) == tag for tag in each.labels)
    names = [labels.id for labels in situations().sets]
    assert names[0] == USUAL_SET
    assert len(set(names)) == len(names) >= 2


def test_no_two_situations_of_a_set_have_the_same_words() -> None:
    for labels in situations().sets:
        for language in labels.titles:
            assert len({each.labels[language] for each in labels.situations}) == 5


async def test_everybody_reads_them(territories: httpx.AsyncClient, public: dict[str, str]) -> None:
    answer = await territories.get("/v1/situations", headers=public)
    assert answer.json() == situations().model_dump(mode="json")
    again = await territories.get("/v1/situations", headers=public | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
