"""A glossary that a platform agrees on: one sense of a word, one label for a component or right."""

from typing import Any

import pytest

from tests.territories.process.makers import City


@pytest.fixture
async def meeting(city: City) -> str:
    return str((await city.record("meetings", title="Words", held_on="2026-02-01"))["id"])


async def agreed(city: City, meeting: str, term: str, **more: Any) -> dict[str, Any]:
    return await city.record("terms", term=term, **({"language": "fr"} | more), state="agreed", meeting=meeting)


async def test_a_word_is_agreed_on_once_in_a_language(city: City, meeting: str) -> None:
    first = await agreed(city, meeting, "Logement décent", definition="Sec, chaud, à soi")
    again = {"term": "logement  DECENT", "state": "agreed", "meeting": meeting}
    assert await city.refused("terms", **again, language="fr") == [("/term", "term-twice")]
    assert (await agreed(city, meeting, "logement decent", language="nl"))["language"] == "nl"
    proposed = await city.record("terms", term="logement décent", language="fr", definition="Avec un balcon")
    early = await city.change("terms", proposed, state="agreed", meeting=meeting)
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "term-twice")
    assert (await city.change("terms", first, state="retired")).status_code == 200
    late = await city.change("terms", proposed, state="agreed", meeting=meeting, replaces=first["id"])
    assert late.json()["replaces"] == {"id": first["id"]}


async def test_another_platform_may_agree_on_the_same_word(city: City, meeting: str) -> None:
    other = await City(city.client, city.headers).settle(parent=city.territory, kind="neighbourhood")
    await agreed(city, meeting, "eau")
    own = (await other.record("meetings", title="Words", held_on="2026-02-01"))["id"]
    await agreed(other, own, "eau")


async def test_a_component_or_right_has_one_agreed_label_in_a_language(city: City, meeting: str) -> None:
    await agreed(city, meeting, "un toit", label_for_component="A03")
    await agreed(city, meeting, "een dak", language="nl", label_for_component="A03")
    await agreed(city, meeting, "vivre dignement", label_for_right="udhr/25")
    again = {"language": "fr", "state": "agreed", "meeting": meeting}
    refused = await city.refused("terms", term="une maison", **again, label_for_component="A03")
    assert refused == [("/term", "label-twice")]
    refused = await city.refused("terms", term="avoir assez", **again, label_for_right="udhr/1948/25")
    assert refused == [("/term", "label-twice")]
    await city.record("terms", term="une maison", language="fr", label_for_component="A03")


async def test_a_term_does_not_replace_itself(city: City) -> None:
    term = await city.record("terms", term="eau", language="fr")
    answer = await city.change("terms", term, replaces=term["id"])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "replaces-itself")


async def test_a_term_links_to_components_rights_and_a_standard(city: City) -> None:
    standard = {"name": "EuroVoc", "term": "housing", "uri": "https://example.org/housing"}
    term = await city.record(
        "terms", term="un toit", language="fr", standard=standard, components=["A03"], rights=["udhr/25"]
    )
    assert term["standard"] == standard
    params = {"platform_id": city.platform, "component": "A03", "right": "udhr/25"}
    found = (await city.client.get("/v1/terms", params=params, headers=city.headers)).json()["items"]
    assert [each["id"] for each in found] == [term["id"]]
