"""The questions the demonstration asks of the services, and what the answers amount to."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from spiral_client import Client

from .planted import HOMELESS, HOUSING, RISING

Row = dict[str, Any]


@dataclass(frozen=True)
class Ranking:
    """Components by how often some groups name them, and how many stand behind that."""

    rows: list[tuple[str, str, int, float]]
    """Component, label, criteria, share of the coded criteria; the most named first."""
    n_groups: int
    n_participants: int
    n_coded: int

    def rank(self, component: str) -> int | None:
        """Give the place of a component, from 1; None if nobody named it."""
        return next((place for place, row in enumerate(self.rows, 1) if row[0] == component), None)

    def share(self, component: str) -> float:
        """Give the share of a component."""
        return next((row[3] for row in self.rows if row[0] == component), 0.0)


def inside_homeless_groups(client: Client, territory: str | None) -> Ranking:
    """Rank components inside groups of homeless people of one territory, or of everywhere."""
    found = client.trends("component", profile=HOMELESS, under=territory)
    return _ranking(found["rows"], found["n_groups"], found["n_participants"])


def in_all_other_groups(client: Client) -> Ranking:
    """Rank components in all groups but those of homeless people: a group has one profile, so these add up."""
    rows = [row for row in client.trends("profile,component")["rows"] if row["profile"] != HOMELESS]
    groups = [row for row in client.trends("profile")["rows"] if row["profile"] != HOMELESS]
    return _ranking(rows, sum(row["n_groups"] for row in groups), sum(row["n_participants"] for row in groups))


def _ranking(rows: list[Row], n_groups: int, n_participants: int) -> Ranking:
    counts: dict[str, int] = defaultdict(int)
    labels: dict[str, str] = {}
    for row in rows:
        counts[row["component"]] += row["n_criteria"]
        labels[row["component"]] = row.get("label") or ""
    whole = sum(counts.values())
    ordered = sorted(counts, key=lambda component: (-counts[component], component))
    listed = [(each, labels[each], counts[each], counts[each] / whole) for each in ordered]
    return Ranking(listed, n_groups, n_participants, whole)


def housing(ranking: Ranking) -> str:
    """Say where housing stands in a ranking."""
    place = ranking.rank(HOUSING)
    return f"{HOUSING} is number {place}, {ranking.share(HOUSING):.1%}" if place else f"{HOUSING} is not named"


def rise(client: Client, periods: list[tuple[int, int]]) -> list[tuple[tuple[int, int], float, int]]:
    """Give the share of the rising component in periods of years, and how many criteria those have."""
    named = {row["year"]: row["n_criteria"] for row in client.trends("year,component", component=RISING)["rows"]}
    whole = {row["year"]: row["n_criteria"] for row in client.trends("year")["rows"]}
    found = []
    for first, last in periods:
        years = [year for year in whole if first <= year <= last]
        n = sum(whole[year] for year in years)
        if n:
            found.append(((first, last), sum(named.get(year, 0) for year in years) / n, n))
    return found


def same_idea(client: Client, text: str) -> list[Row]:
    """Search by meaning and give the nearest statement of each language, those languages first that are nearest."""
    best: dict[str, Row] = {}
    for found in client.search(text, limit=100, distinct="false")["items"]:
        best.setdefault(found["language"].split("-")[0], found)
    return list(best.values())
