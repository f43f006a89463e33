"""What stands behind each phase: which kinds of records show that it took place."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Behind:
    """One thing that is counted for a phase."""

    phase: int
    what: str
    kind: str
    """The kind of record that is counted."""
    days: tuple[str, ...] = ()
    """Fields that say when it was; the first that is given tells the cycle."""
    by: str | None = None
    """The field by which it is told apart, such as its state."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What other fields must say for a record to be counted."""
    inside: bool = False
    """Whether such records are never shown to the public, so that their number is not told either."""

    def counts(self, said: Mapping[str, str | None]) -> bool:
        """Tell whether a record of the kind is one of these, by the fields it said."""
        return all(said.get(name) in wanted for name, wanted in self.only.items())


IMPACT = {"kind_of": ("impact", "human-rights-impact")}

BEHIND = (
    Behind(1, "stakeholders", "stakeholder", ("joined_on",), by="sector"),
    Behind(1, "mandates", "mandate", ("starts_on",)),
    Behind(2, "collective-criteria", "collective-criterion", ("approved_on",), by="state"),
    Behind(3, "indicators", "indicator", by="state"),
    Behind(3, "observations", "observation", ("observed_on",), by="situation_of", inside=True),
    Behind(3, "impact-evaluations-before", "evaluation", ("held_on",), "kind_of", IMPACT | {"moment": ("before",)}),
    Behind(4, "scenarios", "scenario"),
    Behind(5, "scenarios-chosen", "scenario", only={"chosen": ("true",)}),
    Behind(5, "co-decision-meetings", "meeting", ("held_on",), only={"kind_of": ("co-decision",)}),
    Behind(5, "commitments", "commitment", ("decided_on",), by="state"),
    Behind(6, "plans", "plan", ("starts_on",), by="state"),
    Behind(6, "actions", "action", ("starts_on", "due_on", "done_on"), by="state"),
    Behind(7, "impact-evaluations-after", "evaluation", ("held_on",), "kind_of", IMPACT | {"moment": ("after",)}),
    Behind(8, "self-evaluations", "evaluation", ("held_on",), only={"kind_of": ("self-evaluation",)}),
    Behind(8, "improvements", "improvement", by="state"),
)
"""After the progress line of the network's dashboard. Groups and participants are counted beside these."""
