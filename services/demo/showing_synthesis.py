"""Showing in short what the syntheses found; the whole is in their reports."""

from typing import Any

from rich.table import Table
from rich.text import Text
from spiral_client.command.labels import between, odds, percent, said

from .planted import HOMELESS, MONS_HOMELESS_GROUPS
from .synthesis_findings import Idea, differences, ideas
from .telling import Teller

Row = dict[str, Any]


class ShowSyntheses:
    """Tells what was found, with labels beside the codes."""

    def __init__(self, teller: Teller, codebook: Row) -> None:
        """Keep where to speak, and what codes are called."""
        self.teller = teller
        self._labels = {code: said(each["labels"], "en") for part in ("dimensions", "entries")
                        for code, each in codebook[part].items()}  # fmt: skip

    def network(self, found: Row) -> None:
        """Show who was heard in the network, three ideas in people's own words, and what stands out."""
        self.teller.title("A synthesis of the whole network (with the staff's key)")
        self.teller.say("  " + heard(found))
        for idea in ideas(found, "en"):
            self._idea(idea)
        rows = differences(found)
        if rows:
            self.teller.say("  What a kind of group says more or less than all others (95 % from resampling groups):")
            self._table([self._difference(row) for row in rows])

    def city(self, found: Row, contrast: Row) -> None:
        """Show who was heard in Mons, and how sure its contrast is."""
        self.teller.title("A synthesis of Mons (with its partner's own key)")
        self.teller.say("  " + heard(found))
        self.teller.say(
            f"  Its {contrast['n_groups']} groups of homeless people against its {contrast['n_groups_rest']} others:"
        )
        self._table([self._contrasted(row) for row in contrast["differences"]])
        standing = sum(row["stands"] for row in contrast["differences"])
        self.teller.say(
            f"  {standing} of these stand among {contrast['n_tested']:,} comparisons. "
            f"A city with {MONS_HOMELESS_GROUPS} such groups hears them by the ranking inside the group; "
            "that they differ is sure where more groups are compared."
            if standing < len(contrast["differences"])
            else f"  All of these stand among {contrast['n_tested']:,} comparisons."
        )

    def alarm(self, found: Row | None) -> None:
        """Show what stood out though nobody asked."""
        self.teller.title("The alarm that nobody asked for")
        if found is None:
            self.teller.say("  Nothing stands out; a kind of group is looked at where at least 6 groups were heard.")
            return
        size = odds(found["log_odds"]["value"], found["log_odds"]["low"], found["log_odds"]["high"])
        where = "the network" if found["scope"] == "network" else found["scope_name"]
        self.teller.say(
            f"  In {where}, groups “{found['value']}” name {found['code']} {found.get('label') or ''} "
            f"{found['direction']} than all others ({found['question'] or 'all questions'}):\n"
            f"  {percent(found['share'])} against {percent(found['share_rest'])}, odds {size}, "
            f"named by {found['n_groups_naming']} of {found['n_groups']} groups, false discovery rate {found['q']:.1g}"
        )
        for words in found["words"][:2]:
            self.teller.say(f"     “{words['text']}”")

    def _idea(self, idea: Idea) -> None:
        self.teller.say(
            f"  • {idea.label} ({idea.question}; {idea.n_criteria:,} criteria, {idea.n_groups} groups, "
            f"{idea.n_countries} countries)"
        )
        for quote in idea.quotes:
            self.teller.say(f"       {quote['language']:3} “{quote['text']}”")

    def _difference(self, row: Row) -> list[str]:
        size = odds(row["log_odds"], row["interval"]["low"], row["interval"]["high"])
        shares = f"{percent(row['share'])} against {percent(row['share_rest'])}"
        who = row.get("name") or row["value"]
        return [who, row["question"] or "all questions", row["direction"], self._code(row), shares, f"odds {size}"]

    def _contrasted(self, row: Row) -> list[str]:
        shares = f"{percent(row['share'])} against {percent(row['share_rest'])}"
        stands = "stands" if row["stands"] else f"not sure (q {row['q']:.2f})"
        apart = f"apart by {between(row['difference'])}" if between(row["difference"]) else ""
        return [HOMELESS, row["question"] or "all questions", row["direction"], self._code(row), shares, apart, stands]

    def _code(self, row: Row) -> str:
        return f"{row['code']} {self._labels.get(row['code'], '')}"

    def _table(self, rows: list[list[str]]) -> None:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 1))
        for row in rows:
            table.add_row("  ", *(Text(cell) for cell in row))
        self.teller.console.print(table)


def heard(found: Row) -> str:
    """Say who stands behind a synthesis."""
    voices = found["document"]["voices"]
    alone = found["document"]["isolated"]["n_criteria"]
    return (
        f"{voices['n_criteria']:,} criteria of {voices['n_participants']:,} people in {voices['n_groups']:,} groups, "
        f"{voices['n_territories']:,} territories, {voices['n_countries']:,} countries; none left out, "
        f"{alone:,} stand alone"
    )
