"""What the demonstration makes of the answers it gets."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.demo.findings import in_all_other_groups, inside_homeless_groups, rise, same_idea
from services.demo.waiting import _followed_since, _share


class Answers:
    """Stands in for a client: gives prepared answers."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def trends(self, by: str, **_: Any) -> Any:
        return self.answers[by.replace(",", "_")]

    def search(self, text: str, **_: Any) -> Any:
        return {"items": self.answers["found"]}


def row(component: str, n: int, **more: Any) -> dict[str, Any]:
    return {"component": component, "label": component.lower(), "n_criteria": n, **more}


def test_a_ranking_puts_first_what_is_named_most() -> None:
    answer = {"rows": [row("A03", 5), row("C01", 15)], "n_groups": 3, "n_participants": 27}
    found = inside_homeless_groups(Answers(component=answer), "x")  # type: ignore[arg-type]
    assert [each[0] for each in found.rows] == ["C01", "A03"]
    assert (found.rank("A03"), found.share("A03"), found.rank("B00")) == (2, 0.25, None)


def test_all_other_groups_are_added_up_without_those_of_homeless_people() -> None:
    rows = [row("A03", 5, profile="elders"), row("A03", 2, profile="youth"), row("C01", 90, profile="homeless")]
    groups = [{"profile": profile, "n_groups": 2, "n_participants": 18} for profile in ("elders", "youth", "homeless")]
    answers = Answers(profile_component={"rows": rows}, profile={"rows": groups})
    found = in_all_other_groups(answers)  # type: ignore[arg-type]
    assert found.rows == [("A03", "a03", 7, 1.0)]
    assert (found.n_groups, found.n_participants) == (4, 36)


def test_shares_over_time_are_of_all_that_was_coded_in_those_years() -> None:
    named = [{"year": 2010, "n_criteria": 1}, {"year": 2024, "n_criteria": 8}]
    whole = [{"year": 2010, "n_criteria": 50}, {"year": 2011, "n_criteria": 50}, {"year": 2024, "n_criteria": 80}]
    answers = Answers(year_component={"rows": named}, year={"rows": whole})
    found = rise(answers, [(2005, 2019), (2020, 2022), (2023, 2026)])  # type: ignore[arg-type]
    assert found == [((2005, 2019), 0.01, 100), ((2023, 2026), 0.1, 80)]


def test_the_nearest_of_each_language_is_shown() -> None:
    found = [{"language": tag, "text": text} for tag, text in (("fr", "a"), ("fr-BE", "b"), ("pl", "c"))]
    shown = same_idea(Answers(found=found), "x")  # type: ignore[arg-type]
    assert [each["text"] for each in shown] == ["a", "c"]


def test_old_news_of_a_feed_is_not_believed() -> None:
    now = datetime.now(UTC)
    status = {"feeds": [{"caught_up_at": (now - timedelta(seconds=5)).isoformat()}, {"caught_up_at": None}]}
    assert not _followed_since(status, now)
    fresh = (now + timedelta(seconds=1)).isoformat()
    assert _followed_since({"feeds": [{"caught_up_at": fresh}] * 2}, now)


def test_progress_waits_for_the_model_and_ends_with_the_last_text() -> None:
    loading = {"n_criteria": 100, "n_statements": 80, "readings": []}
    assert _share(loading, 100) == 0.1
    assert _share({**loading, "readings": [{"pending": 40}]}, 100) == 0.55
    assert _share({**loading, "readings": [{"pending": 0}]}, 100) == 1.0
