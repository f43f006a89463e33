"""Showing in short what the syntheses found; the whole is in their reports."""

from typing import Any

from rich.table import Table
from rich.text import Text
from spiral_client.command.labels import Labels, between, counted, heard, odds, percent

from .synthesis_findings import Idea, differences, ideas
from .telling import Teller

Row = dict[str, Any]

LONGEST = 24
"""Letters of a label that are shown in a table."""


class ShowSyntheses:
    """Tells what was found, with labels beside the codes."""

    def __init__(self, teller: Teller, labels: Labels) -> None:
        """Keep where to speak, and what codes and kinds of groups are called."""
        self.teller, self.labels = teller, labels

    def network(self, found: Row) -> None:
        """Show who was heard in the network, three ideas in people's own words, and what stands out."""
        self.teller.title("A synthesis of the whole network (with the staff's key)")
        self._heard(found)
        for idea in ideas(found, "en"):
            self._idea(idea)
        rows = differences(found)
        if rows:
            self.teller.say("  What a kind of group says more or less than all others (95 % from resampling groups):")
            self._table([self._difference(row) for row in rows])

    def city(self, found: Row, contrast: Row) -> None:
        """Show who was heard in Mons, and how sure its contrast is."""
        self.teller.title("A synthesis of Mons (with its partner's own key)")
        self._heard(found)
        self.teller.say(
            f"  Its {contrast['n_groups']} groups of homeless people against its {contrast['n_groups_rest']} others:"
        )
        self._table([self._contrasted(row) for row in contrast["differences"]])
        standing = sum(row["stands"] for row in contrast["differences"])
        self.teller.say(
            f"  {standing} of these stand among {contrast['n_tested']:,} comparisons. "
            f"A city with {contrast['n_groups']} such groups hears them by the ranking inside the group; "
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
        who = self.labels.part(found["axis"], found["value"])
        self.teller.say(
            f"  In {where}, groups of the kind “{who}” name {found['code']} {found.get('label') or ''} "
            f"{found['direction']} than all others ({found['question'] or 'all questions'}):\n"
            f"  {percent(found['share'])} against {percent(found['share_rest'])}, odds {size}, "
            f"named by {found['n_groups_naming']} of {found['n_groups']} groups, false discovery rate {found['q']:.1g}"
        )
        for words in found["words"][:2]:
            self.teller.say(f"     “{words['text']}”")

    def _idea(self, idea: Idea) -> None:
        self.teller.say(
            f"  • {idea.label} ({idea.question}; {idea.n_criteria:,} criteria, {idea.n_groups} groups, "
            f"{counted(idea.n_countries, 'country', 'countries')})"
        )
        for quote in idea.quotes:
            self.teller.say(f"       {quote['language']:3} “{quote['text']}”")

    def _difference(self, row: Row) -> list[str]:
        size = odds(row["log_odds"], row["interval"]["low"], row["interval"]["high"])
        shares = f"{percent(row['share'])} against {percent(row['share_rest'])}"
        who = self.labels.part(row["axis"], row["value"], row.get("name"))
        return [who, row["question"] or "all questions", row["direction"], self._code(row), shares, f"odds {size}"]

    def _contrasted(self, row: Row) -> list[str]:
        shares = f"{percent(row['share'])} against {percent(row['share_rest'])}"
        stands = "stands" if row["stands"] else f"not sure (q {row['q']:.2f})"
        apart = f"apart by {between(row['difference'])}" if between(row["difference"]) else ""
        return [row["question"] or "all questions", row["direction"], self._code(row), shares, apart, stands]

    def _code(self, row: Row) -> str:
        label = self.labels.code(row["code"])
        return f"{row['code']} {label if len(label) <= LONGEST else label[: LONGEST - 1] + '…'}"

    def _heard(self, found: Row) -> None:
        alone = counted(found["document"]["isolated"]["n_criteria"], "criterion stands", "criteria stand")
        self.teller.say(f"  {heard(found['document']['voices'])}; none is left out, {alone} alone")

    def _table(self, rows: list[list[str]]) -> None:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 1))
        for row in rows:
            table.add_row("  ", *(Text(cell) for cell in row))
        self.teller.console.print(table)
