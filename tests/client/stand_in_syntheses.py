"""What the stand-in server answers about syntheses, contrasts, alarms and the review queue."""

from collections.abc import Callable
from typing import Any

BOOK: dict[str, Any] = {
    "version": "b1",
    "dimensions": {"D": {"labels": {"en": "Relations", "fr": "Relations"}}},
    "entries": {"D03": {"labels": {"en": "Friendship", "fr": "Amitié"}}, "A03": {"labels": {"en": "Housing"}}},
}
PLACES: list[dict[str, Any]] = [
    {"id": "33333333-3333-4333-8333-333333333301", "name": "Mons (test)", "kind": "municipality", "country": "BE"},
    {"id": "33333333-3333-4333-8333-333333333302", "name": "Mons-en-Barœul", "kind": "municipality", "country": "FR"},
    {"id": "33333333-3333-4333-8333-333333333303", "name": "Neuville", "kind": "village", "country": "BE"},
    {"id": "33333333-3333-4333-8333-333333333304", "name": "Neuville", "kind": "village", "country": "FR"},
    {"id": "33333333-3333-4333-8333-333333333305", "name": "Belgium", "names": {"fr": "Belgique"}, "kind": "country",
     "country": "BE"},
]  # fmt: skip
MADE, FAILED, SLOW = (f"44444444-4444-4444-8444-44444444440{n}" for n in (1, 2, 3))
REPORTS = {
    "report.md": "# Mons\n",
    "report.csv": "part,label\r\nprofile,می‌خواهم\r\n",
    "report.html": "<!doctype html><h1>Mons</h1>\n",
    "report.json": "{}",
    "criteria.csv": "criterion,text\r\n1,un ami\r\n",
    "criteria.txt": "**** *group_1\nun ami\n",
}

_ESTIMATE = {"value": 0.1, "low": 0.02, "high": 0.18}
_WORDS = [{"id": "1", "text": "un vrai ami", "language": "fr"}]
_HEARD = {"n_groups": 12, "n_participants": 100}


def document() -> dict[str, Any]:
    ranked = {"code": "D03", "rank": 1, "share": 0.081, "interval": {"low": 0.069, "high": 0.094}, "n_groups": 11}
    never = {"code": "A03", "rank": None, "share": 0.0, "interval": {"low": 0.0, "high": 0.0}, "n_groups": 0}
    difference = {
        "axis": "profile", "value": "women", "question": "wellbeing", "direction": "more", "code": "D03",
        "share": 0.12, "share_rest": 0.04, "log_odds": 1.1, "interval": {"low": 0.4, "high": 1.8}, "q": 0.003,
    }  # fmt: skip
    topic = {
        "topic": 0, "n_criteria": 240, "n_groups": 12, "exemplars": ["1", "2"],
        "labels": [{"language": "en", "label": "friends"}, {"language": "fr", "label": "les amis"}],
    }  # fmt: skip
    return {
        "voices": {"n_criteria": 1240, "n_territories": 1, "n_countries": 1, "by_status": [
            {"value": "proposed", "n_criteria": 620}, {"value": "human", "n_criteria": 620}], **_HEARD},
        "profiles": [
            {"question": "wellbeing", "n_coded": 900, "components": [ranked, never], "never": ["A03"], **_HEARD}],
        "contrasts": [
            {"axis": "profile", "n_tested": 40, "differences": [difference], "too_small": ["youth"]},
            {"axis": "year", "n_tested": 0, "differences": [], "too_small": []},
        ],
        "layers": [{"topics": []}, {"topics": [topic]}],
        "isolated": {"n_criteria": 31},
    }  # fmt: skip


def synthesis(id: str, state: str, phase: str, share: float) -> dict[str, Any]:
    return {
        "id": id, "scope_name": "Mons", "title": None, "state": state, "standing": "draft",
        "asked_at": "2026-01-01T00:00:00Z", "progress": {"phase": phase, "share": share},
        "provenance": {"codebook": "b1"}, "n_withdrawn_since": 2,
        "problem": "no model has been loaded" if state == "failed" else None,
    }  # fmt: skip


class Syntheses:
    """Syntheses on the way: each look at the one that is made moves it on; the slow one never ends."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self._phases = iter((("queued", "waiting", 0.0), ("running", "topics", 0.3), ("running", "labels", 0.55)))

    def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(body)
        country = body["scope"].get("country")
        return synthesis({"FI": FAILED, "SE": SLOW}.get(country, MADE), "queued", "waiting", 0.0)

    def record(self, id: str) -> dict[str, Any] | None:
        if id == FAILED:
            return synthesis(id, "failed", "topics", 0.3)
        if id == SLOW:
            return synthesis(id, "cancelled" if id in self.cancelled else "running", "topics", 0.3)
        if id != MADE:
            return None
        return synthesis(id, *next(self._phases, ("done", "done", 1.0)))

    def whole(self) -> dict[str, Any]:
        quotes = {
            "1": {"text": "a true friend", "language": "en"},
            "2": {"text": "un vrai ami", "language": "fr"},
        }
        notice = {"notice": "the codebook is provisional"}
        found = synthesis(MADE, "done", "done", 1.0)
        return {**found, "document": document(), "quotes": quotes, "names": [], "codebook": notice}


def figures(what: str, query: dict[str, str]) -> dict[str, Any]:
    """Answer a contrast, the alarms or the review queue."""
    row = {"code": "D03", "label": "Friendship", "question": None, "direction": "more", "share": 0.12,
           "share_rest": 0.04, "q": 0.003, "words": _WORDS}  # fmt: skip
    answers: dict[str, Callable[[], dict[str, Any]]] = {
        "contrast": lambda: {
            "differences": [{**row, "difference": _ESTIMATE, "stands": True}],
            "n_groups": 8, "n_groups_rest": 55, "n_tested": 207, "asked": query,
        },
        "alarms": lambda: {"items": [
            {**row, "scope_name": "network", "axis": "profile", "value": "women", "asked": query,
             "log_odds": {"value": 1.1, "low": 0.4, "high": 1.8}}]},
        "review": lambda: {"asked": query, "items": [
            {"id": "9", "n_said": 3, "language": "fr", "question": "illbeing", "text": "mourir seul", "proposed": "D03",
             "reasons": [{"code": "unsure", "text": "The coder is unsure"}]}]},
    }  # fmt: skip
    return answers[what]()
