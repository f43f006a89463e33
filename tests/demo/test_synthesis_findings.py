"""What the demonstration makes of a synthesis: ideas with quotes, differences that stand, the surest alarm."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console
from spiral_client.command.labels import Labels

from services.demo.showing_synthesis import ShowSyntheses
from services.demo.syntheses import Report, where_reports_are
from services.demo.synthesis_findings import differences, ideas, surest_alarm
from services.demo.telling import Teller


def topic(number: int, question: str | None, closeness: float, n: int = 50) -> dict[str, Any]:
    return {
        "topic": number, "question": question, "closeness": closeness, "n_criteria": n, "n_groups": 9,
        "n_countries": 1, "exemplars": ["fr1", "fr2", "gone", "pt"],
        "labels": [{"language": "en", "label": f"idea {number}"}, {"language": "fr", "label": f"idée {number}"}],
    }  # fmt: skip


def difference(code: str, q: float, question: str | None = None) -> dict[str, Any]:
    return {
        "axis": "profile", "value": "homeless", "question": question, "code": code, "q": q, "direction": "more",
        "share": 0.1, "share_rest": 0.02, "log_odds": 1.5, "interval": {"low": 1.0, "high": 2.0},
    }  # fmt: skip


def synthesis(**parts: Any) -> dict[str, Any]:
    quotes = {"fr1": ("fr", "un ami"), "fr2": ("fr", "deux amis"), "pt": ("pt", "um [amigo]")}
    voices = {"n_criteria": 1200, "n_participants": 80, "n_groups": 9, "n_territories": 1, "n_countries": 1}
    document = {"voices": voices, "isolated": {"n_criteria": 4}, "contrasts": [], "layers": [], **parts}
    return {"document": document, "quotes": {id: {"language": tag, "text": said} for id, (tag, said) in quotes.items()}}


def test_ideas_are_the_closest_ones_of_different_questions_in_different_languages() -> None:
    fine = {"topics": [topic(0, "policy", 0.99)]}
    middle = [
        topic(1, "wellbeing", 0.7),
        topic(2, "wellbeing", 0.9),
        topic(3, "illbeing", 0.6),
        topic(4, None, 0.95, 3),
    ]
    found = ideas(synthesis(layers=[fine, {"topics": middle}]), "fr")
    assert [idea.label for idea in found] == ["idée 2", "idée 3", "idée 1"]
    assert [quote["text"] for quote in found[0].quotes] == ["un ami", "um [amigo]"]
    assert ideas(synthesis(layers=[fine]), "el")[0].label == "idea 0"
    assert ideas(synthesis(), "fr") == []


def test_of_differences_the_surest_of_each_code_is_shown() -> None:
    rows = [difference("D03", 0.01), difference("D03", 0.001, "wellbeing"), difference("I01", 0.005)]
    found = differences(synthesis(contrasts=[{"differences": rows}]))
    assert [(row["code"], row["q"]) for row in found] == [("D03", 0.001), ("I01", 0.005)]


class Alarms:
    """Stands in for a client: gives prepared alarms."""

    def __init__(self, *found: dict[str, Any]) -> None:
        self.found = found

    def alarms(self, **_: Any) -> Any:
        return list(self.found)


def test_of_alarms_the_surest_is_shown_and_none_where_none_rang() -> None:
    assert surest_alarm(Alarms({"q": 0.04}, {"q": 0.001})) == {"q": 0.001}  # type: ignore[arg-type]
    assert surest_alarm(Alarms()) is None  # type: ignore[arg-type]


def spoken() -> tuple[Teller, io.StringIO]:
    file = io.StringIO()
    return Teller(Console(file=file, highlight=False)), file


def test_a_contrast_that_is_not_sure_is_shown_as_not_sure() -> None:
    teller, said = spoken()
    show = ShowSyntheses(teller, Labels({"D03": "Friendship"}, {("profile", "homeless"): "Homeless people"}))
    row = {**difference("D03", 0.25), "stands": False, "difference": {"low": 0.01, "high": 0.2}}
    contrast = {"n_groups": 3, "n_groups_rest": 6, "n_tested": 180}
    show.city(synthesis(), {**contrast, "differences": [row, {**row, "stands": True}]})
    show.network(
        synthesis(contrasts=[{"differences": [difference("D03", 0.01)]}], layers=[{"topics": [topic(1, None, 1)]}])
    )
    show.alarm(None)
    text = " ".join(said.getvalue().split())
    assert (
        "1,200 criteria of 80 people in 9 groups, 1 territory of 1 country; none is left out, 4 criteria stand" in text
    )
    assert "D03 Friendship 10.0% against 2.0% apart by 1.0% to 20.0% not sure (q 0.25)" in text
    assert "1 of these stand among 180 comparisons. A city with 3 such groups" in text
    assert "Homeless people all questions more D03 Friendship 10.0% against 2.0% odds × 4.5 (2.7 to 7.4)" in text
    assert "pt “um [amigo]”" in text
    assert "Nothing stands out" in text


def test_reports_are_named_as_files_and_as_addresses_and_no_key_is_shown(tmp_path: Path) -> None:
    teller, said = spoken()
    url = f"http://127.0.0.1:9/v1/syntheses/{UUID(int=1)}/report"
    where_reports_are([Report("Mons", tmp_path / "mons.html", url, "partner be-mons")], teller, tmp_path / "keys.json")
    assert f"file://{tmp_path}/mons.html" in said.getvalue()
    assert f"['partner be-mons'])\")\" {url}" in said.getvalue()
