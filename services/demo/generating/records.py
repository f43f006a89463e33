"""What a demonstration consists of: the records that partners register and push, and what is true of them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Partner:
    """Somebody with a key: a country's coordination, or a city of its own."""

    name: str
    owner: str
    country: str
    territory: str | None
    """External id of its root; None for a partner that speaks for a whole country."""


@dataclass(frozen=True)
class Territory:
    """A territory or a collective actor."""

    external_id: str
    kind: str
    name: str
    country: str
    parent: str | None
    """External id of what it hangs from; None for one that hangs right below its country."""
    languages: dict[str, float]
    at: tuple[float, float] | None = None
    iso: str | None = None
    names: dict[str, str] = field(default_factory=dict)

    def as_sent(self) -> dict[str, Any]:
        """Give the record as the API takes it."""
        sent: dict[str, Any] = {"kind": self.kind, "name": self.name, "names": self.names}
        sent |= {"external_id": self.external_id}
        sent |= {"country": self.country} if self.parent is None else {"parent_external_id": self.parent}
        if self.at is not None:
            sent["location"] = {"lon": self.at[0], "lat": self.at[1]}
        if self.iso is not None:
            sent["codes"] = [{"scheme": "iso-3166-2", "code": self.iso}]
        return sent


@dataclass(frozen=True)
class Cycle:
    """One round of a platform, in one year."""

    number: int
    year: int


@dataclass(frozen=True)
class Platform:
    """A multi-stakeholder platform of one territory."""

    external_id: str
    name: str
    territory: Territory
    partner: str
    language: str
    cycles: tuple[Cycle, ...]
    referent: str | None = None

    def as_sent(self) -> dict[str, Any]:
        """Give the record as the API takes it."""
        sent: dict[str, Any] = {"external_id": self.external_id, "name": self.name, "language": self.language}
        sent["territory_external_id"] = self.territory.external_id
        sent["cycles"] = [{"number": cycle.number, "started_on": f"{cycle.year}-01-15"} for cycle in self.cycles]
        if self.referent is not None:
            sent["referent_external_id"] = self.referent
        return sent


@dataclass(frozen=True)
class Group:
    """A group that spoke."""

    external_id: str
    platform: Platform
    label: str
    profile: str
    language: str
    year: int
    month: int | None
    cycle: int
    n_participants: int
    visibility: str
    consent: str
    coded: bool
    """Whether somebody of the platform gives codes to some of its criteria."""
    takes_up: tuple[str, ...] = ()

    def as_sent(self) -> dict[str, Any]:
        """Give the record as the API takes it."""
        sent: dict[str, Any] = {"external_id": self.external_id, "platform_external_id": self.platform.external_id}
        sent |= {"label": self.label, "profile": self.profile, "mixed": self.profile == "mixed"}
        sent |= {"year": self.year, "cycle": self.cycle, "language": self.language}
        sent |= {"n_participants": self.n_participants, "takes_up_external_ids": list(self.takes_up)}
        return sent if self.month is None else sent | {"month": self.month}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One answer on one note; ``truth`` is the component it was written for, and is never sent."""

    external_id: str
    group: Group
    question: str
    text: str
    truth: str
    participant: int
    state: str
    codes: str | None
    taken_up_from: str | None

    def as_sent(self) -> dict[str, Any]:
        """Give the record as the API takes it."""
        sent: dict[str, Any] = {"external_id": self.external_id, "group": self.group.external_id}
        sent |= {"question": self.question, "text": self.text, "language": self.group.language}
        sent |= {"state": self.state, "participant": self.participant}
        sent |= {"visibility": self.group.visibility, "consent": self.group.consent}
        if self.codes is not None:
            sent["codes"] = [self.codes]
        if self.taken_up_from is not None:
            sent["taken_up_from"] = [self.taken_up_from]
        return sent


@dataclass(frozen=True)
class Demonstration:
    """Everything that is registered and pushed, in an order in which each record only refers to earlier ones."""

    size: int
    seed: int
    partners: list[Partner]
    territories: list[Territory]
    platforms: list[Platform]
    groups: list[Group]
    criteria: list[Criterion]
