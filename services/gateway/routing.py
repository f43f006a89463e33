"""Which service answers which address, and how a request there is weighed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

TARGET = "spiral.target"
"""Where in a request's scope the door puts the address it found in the table."""


@dataclass(frozen=True)
class Target:
    """An address and everything below it; ``{id}`` stands for any one part of a path."""

    path: str
    service: str
    kind: str = "default"

    def matches(self, parts: list[str]) -> bool:
        """Tell whether the parts of a path begin as this address does, whatever form (``.csv``) a part ends in."""
        own = self.path.split("/")[2:]
        return len(parts) >= len(own) and all(
            mine in (part, "{id}", part.partition(".")[0]) and part for mine, part in zip(own, parts, strict=False)
        )


RECORDS = (
    "stakeholders",
    "mandates",
    "tasks",
    "meetings",
    "phases",
    "scenarios",
    "categories",
    "population-notes",
    "collective-criteria",
    "indicators",
    "observations",
    "measures",
    "plans",
    "actions",
    "evaluations",
    "improvements",
    "commitments",
    "crosswalk",
    "label-steps",
    "peer-reviews",
    "reporting-periods",
    "data-sources",
    "resources",
    "complaint-bodies",
    "terms",
    "practices",
    "exchanges",
)
"""Kinds of records of the process, as their addresses name them."""

TARGETS = (
    Target("/v1/countries", "territories"),
    Target("/v1/territories", "territories"),
    Target("/v1/platforms", "territories"),
    Target("/v1/platforms/{id}/said", "synthesis"),
    Target("/v1/groups", "territories"),
    Target("/v1/profiles", "territories"),
    Target("/v1/process", "territories"),
    Target("/v1/situations", "territories"),
    Target("/v1/human-rights-city", "territories"),
    *(Target(f"/v1/{kind}", "territories") for kind in RECORDS),
    *(Target(f"/v1/{kind}/export", "territories", "export") for kind in RECORDS),
    Target("/v1/questionnaires", "criteria"),
    Target("/v1/criteria", "criteria"),
    Target("/v1/criteria/export", "criteria", "export"),
    Target("/v1/criteria/{id}/similar", "synthesis", "search"),
    Target("/v1/imports", "criteria"),
    Target("/v1/uploads", "criteria"),
    Target("/v1/limits", "criteria"),
    Target("/v1/trends", "synthesis"),
    Target("/v1/changes", "synthesis"),
    Target("/v1/similar-territories", "synthesis"),
    Target("/v1/correspondence", "synthesis"),
    Target("/v1/search", "synthesis", "search"),
    Target("/v1/codebooks", "synthesis"),
    Target("/v1/chain", "synthesis", "search"),
    Target("/v1/rights", "synthesis"),
    Target("/v1/coverage", "synthesis"),
    Target("/v1/indicator-proposals", "synthesis", "search"),
    Target("/v1/practices/search", "synthesis", "search"),
    Target("/v1/profile", "synthesis"),
    Target("/v1/contrast", "synthesis"),
    Target("/v1/alarms", "synthesis"),
    Target("/v1/syntheses", "synthesis"),
    Target("/v1/syntheses/{id}/criteria", "synthesis", "export"),
    Target("/v1/syntheses/{id}/report", "synthesis", "search"),
    Target("/v1/review", "synthesis"),
    Target("/v1/quality", "synthesis"),
    Target("/v1/status", "synthesis"),
    Target("/v1/yearly-reports", "synthesis", "search"),
    Target("/v1/reviews", "synthesis", "search"),
    Target("/v1/budget-table", "synthesis"),
    Target("/v1/summaries", "synthesis"),
)


class Table:
    """Finds the most specific address a path lies below."""

    def __init__(self, targets: Iterable[Target] = TARGETS) -> None:
        """Sort addresses by their first part after ``/v1``, the longest first."""
        self._by_first: dict[str, list[Target]] = defaultdict(list)
        for target in sorted(targets, key=lambda target: (-target.path.count("/"), target.path.count("{"))):
            self._by_first[target.path.split("/")[2]].append(target)

    def find(self, path: str) -> Target | None:
        """Give the address a path belongs to, or None; ``/v1/trends.csv`` belongs to ``/v1/trends``."""
        if not path.startswith("/v1/"):
            return None
        parts = path[4:].split("/")
        if "." in parts or ".." in parts:
            return None
        candidates = self._by_first.get(parts[0])
        if candidates is None:
            parts[0] = parts[0].partition(".")[0]
            candidates = self._by_first.get(parts[0], [])
        return next((target for target in candidates if target.matches(parts)), None)
