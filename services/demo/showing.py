"""Showing what came out: tables on the screen, each from one question to the public interface."""

from collections import defaultdict
from typing import Any
from urllib.parse import quote

from rich.table import Table
from spiral_client import Client, SpiralError

from . import findings
from .findings import Ranking
from .planted import COUNTRY, COUNTRY_DIMENSION, NOTICE, RECOGNITION_AND_RELATIONS, RISING, RISING_AFTER
from .telling import Teller

QUERY = "waiting months for a doctor"
LANGUAGES = 6
PERIODS = [(2005, RISING_AFTER), (RISING_AFTER + 1, 2022), (2023, 2024), (2025, 2026)]
SHOWN = 8


class Show:
    """The findings of one demonstration, told one after the other."""

    def __init__(self, client: Client, teller: Teller) -> None:
        """Keep the staff's client and where to speak."""
        self.client, self.teller = client, teller

    def everything(self, mons: str) -> None:
        """Show all findings; ``mons`` is the id of the territory of Mons."""
        self.countries()
        self.homeless(mons)
        self.rise()
        self.search()
        self.public()

    def countries(self) -> None:
        """Show how often each dimension is named, country by country."""
        self.teller.title("Trends: shares of the nine dimensions, country by country (with the staff's key)")
        found = self.client.trends("country,dimension")
        shares: dict[str, dict[str, float]] = defaultdict(dict)
        labels: dict[str, str] = {}
        for row in found["rows"]:
            shares[row["country"]][row["dimension"]] = row["share"]
            labels[row["dimension"]] = row["label"]
        totals = {row["country"]: row for row in self.client.trends("country")["rows"]}
        table = Table(box=None, pad_edge=False)
        for name in ("", "groups", "criteria", *sorted(labels)):
            table.add_column(name, justify="left" if not name else "right")
        for country in sorted(shares):
            total = totals[country]
            cells = [_percent(shares[country].get(letter)) for letter in sorted(labels)]
            table.add_row(country, str(total["n_groups"]), f"{total['n_criteria']:,}", *cells)
        self.teller.console.print(table)
        for letter in sorted(labels):
            self.teller.say(f"  {letter}  {labels[letter]}")
        self.teller.say(
            f"Planted: {COUNTRY} names {COUNTRY_DIMENSION} about twice as often as the others. "
            f"Counted: {found['n_criteria']:,} approved criteria of {found['n_groups']:,} groups; "
            "those that a mixed group took up count once, and a country with few groups says little."
        )

    def homeless(self, mons: str) -> None:
        """Show what homeless people in Mons name most, where housing stands, and what all others name."""
        self.teller.title("A finding of the Mons type: what homeless people there name most")
        inside = findings.inside_homeless_groups(self.client, mons)
        everywhere = findings.inside_homeless_groups(self.client, None)
        others = findings.in_all_other_groups(self.client)
        table = Table(box=None, pad_edge=False)
        table.add_column("")
        rankings = (("homeless people in Mons", inside), ("homeless people, all", everywhere), ("all others", others))
        for title, ranking in rankings:
            table.add_column(f"{title}\n{_behind(ranking)}", no_wrap=True)
        for place in range(SHOWN):
            table.add_row(f"{place + 1}", *(_entry(ranking, place) for _, ranking in rankings))
        table.add_row("", *(findings.housing(ranking) for _, ranking in rankings))
        self.teller.console.print(table)
        summed = {title: sum(map(ranking.share, RECOGNITION_AND_RELATIONS)) for title, ranking in rankings}
        self.teller.say(
            f"* recognition and relations ({', '.join(RECOGNITION_AND_RELATIONS)}): "
            + "; ".join(f"{title} {share:.0%}" for title, share in summed.items())
        )
        self.teller.say(
            "The finding is the ranking inside the group. Most codes are proposed by the machine, which is unsure of "
            "many: then it gives the general entry (x00) or none, so shares are lower than those planted."
        )

    def rise(self) -> None:
        """Show the planted rise over the years."""
        self.teller.title(
            f"A rise over time: {RISING}, physical balance and health (planted: more every year after {RISING_AFTER})"
        )
        for (first, last), share, n in findings.rise(self.client, PERIODS):
            bar = "█" * max(1, round(share * 500))
            self.teller.say(f"  {first}–{last}  {share:5.1%} of {n:>7,} coded criteria  {bar}")

    def search(self) -> None:
        """Show one idea, found in several languages by its meaning."""
        self.teller.title(f"Search by meaning: “{QUERY}”, the nearest in each language")
        table = Table(box=None, pad_edge=False, show_header=False)
        for found in findings.same_idea(self.client, QUERY)[:LANGUAGES]:
            table.add_row(f"{found['score']:.2f}", found["language"], found.get("country") or "", found["text"])
        self.teller.console.print(table)

    def public(self) -> None:
        """Show how much of it the public may read."""
        self.teller.title("What everybody may read")
        try:
            with Client(self.client.url, None) as public:
                rows = public.trends("country,dimension,question,year")["rows"]
        except SpiralError as error:
            self.teller.say(f"  the public figures do not answer: {error}")
            return
        told = sum(1 for row in rows if row.get("n_criteria") is not None)
        self.teller.say(
            f"  {told:,} of {len(rows):,} figures of country × dimension × question × year are told without a key; "
            "the others have too few groups behind them (flag c)."
        )


def farewell(client: Client, teller: Teller, keys: Any, log: Any) -> None:
    """Say what all of this is, and where to look further."""
    notice = client.trends("country")["codebook"]["notice"]
    teller.title("Please note")
    teller.say(f"  {NOTICE}")
    teller.say(f"  Codebook: {notice}")
    teller.title("Open in a browser")
    places = (
        ("the beginning", "/"),
        ("all addresses, to try out", "/docs"),
        ("trends", "/v1/trends?by=country,dimension"),
        ("search", f"/v1/search?q={quote(QUERY)}"),
        ("a map (GeoJSON)", "/v1/territories.geojson?kind=municipality"),
        ("how up to date it is", "/v1/status"),
    )
    for name, path in places:
        teller.say(f"  {name:28}{client.url}{path}")
    teller.say(f"  {'keys (staff, partners)':28}{keys}")
    teller.say(f"  {'log of the services':28}{log}")


def _percent(share: float | None) -> str:
    return f"{share:.1%}" if share is not None else "–"


def _behind(ranking: Ranking) -> str:
    return f"{ranking.n_groups:,} groups, {ranking.n_participants:,} people, {ranking.n_coded:,} coded"


def _entry(ranking: Ranking, place: int) -> str:
    if place >= len(ranking.rows):
        return ""
    component, label, _, share = ranking.rows[place]
    mark = "*" if component in RECOGNITION_AND_RELATIONS else " "
    short = label if len(label) <= 24 else f"{label[:23]}…"
    return f"{component}{mark} {share:5.1%} {short}"
