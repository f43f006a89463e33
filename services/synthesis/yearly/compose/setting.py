"""What every part is composed from: the records, the year, the day it is looked at, and what things are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from ...process.records import KnownRecord
from ..document import Place, Who
from ..naming import Naming, place_of
from ..records import Ledger, day, ref, text

PATHS: Mapping[str, str] = {
    "collective-criterion": "collective-criteria",
    "commitment": "commitments",
    "evaluation": "evaluations",
    "improvement": "improvements",
    "indicator": "indicators",
    "meeting": "meetings",
    "measure": "measures",
    "observation": "observations",
    "action": "actions",
    "plan": "plans",
    "scenario": "scenarios",
    "stakeholder": "stakeholders",
    "term": "terms",
}
"""Kinds of records that a report speaks of, with where each can be read."""


@dataclass(frozen=True)
class Setting:
    """One report about to be composed."""

    ledger: Ledger
    naming: Naming
    territory: UUID
    year: int
    as_of: date
    """The end of the year, or today while it lasts."""
    _who: dict[UUID, Who] = field(default_factory=dict)
    _places: dict[UUID | None, Place | None] = field(default_factory=dict)

    def in_year(self, when: date | None) -> bool:
        """Tell whether a day lies in the year."""
        return when is not None and when.year == self.year

    def entry(self, record: KnownRecord) -> dict[str, Any]:
        """Give what is told of every record: where it can be read, and where it is from."""
        return {
            "id": record.id,
            "kind": record.kind,
            "title": record.title,
            "href": href(record),
            "place": self.place(record),
        }

    def place(self, record: KnownRecord) -> Place | None:
        """Tell where a record is from, if that is not the territory itself."""
        if record.territory_id not in self._places:
            self._places[record.territory_id] = place_of(self.ledger, record, self.territory)
        return self._places[record.territory_id]

    def who(self, body: Mapping[str, Any], name: str) -> Who | None:
        """Tell who a field points to."""
        id = ref(body, name)
        return None if id is None else self.stakeholder(id)

    def stakeholder(self, id: UUID, brings: str | None = None) -> Who:
        """Tell who a stakeholder is, with its name where that may be read."""
        if id not in self._who:
            found = self.ledger.find(id)
            self._who[id] = Who(id=id, name=found.title if found else None)
        who = self._who[id]
        return who.model_copy(update={"brings": brings}) if brings else who

    def is_there(self, id: UUID | None) -> bool:
        """Tell whether a stakeholder is still there, as far as the reader knows: neither withdrawn nor left."""
        if id is None or id in self.ledger.gone:
            return False
        found = self.ledger.find(id)
        left = day(found.body, "left_on") if found else None
        return left is None or left > self.as_of

    def profiles(self, ids: Iterable[UUID]) -> list[str]:
        """Give the kinds of some groups, each once."""
        profiles = self.ledger.profiles
        return list(dict.fromkeys(profiles[id] for id in ids if id in profiles))

    def met_on(self, body: Mapping[str, Any], name: str = "meeting") -> date | None:
        """Tell when the meeting was held that a field points to."""
        found = self.ledger.find(ref(body, name))
        return day(found.body, "held_on") if found else None

    def met_on_evaluation(self, record: KnownRecord) -> date | None:
        """Tell when the evaluation was held that a record follows from."""
        found = self.ledger.find(ref(record.body, "evaluation"))
        return day(found.body, "held_on") if found else None

    def title_of(self, id: UUID | None) -> str | None:
        """Give the title of a record."""
        found = self.ledger.find(id)
        return found.title if found else None


def href(record: KnownRecord) -> str:
    """Tell where a record can be read."""
    return f"/v1/{PATHS.get(record.kind, record.kind + 's')}/{record.id}"


def told_on(record: KnownRecord) -> date | None:
    """Give the day a record was first kept, where it tells no day itself."""
    return record.created_at.date() if record.created_at else None


def words(body: Mapping[str, Any], *names: str) -> str | None:
    """Give the first of some fields that says something."""
    return next((said for name in names if (said := text(body, name))), None)
