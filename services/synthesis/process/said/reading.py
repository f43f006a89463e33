"""Put together what a platform's groups said, for those who work with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ...errors import ScopeUnknown
from ...mirror import Mirror
from ...selecting import exact_reach
from .counting import Carried, Criterion, Tally, carried, left_out, tally
from .listing import Place, as_said, in_order, yours
from .schemas import Counted, Said, SaidByGroup, SaidInYear
from .store import Group, collectives_above, criteria_of, groups_of, platform_of

READING = (
    "Every criterion counts once, however many collective criteria lead to it. To be left out is no fault of anybody's:"
    " these words stand in none of the collective criteria yet, and those least like the others come first."
)


@dataclass(frozen=True)
class Asked:
    """Which platform, in which language labels are, and which part of the list is wanted."""

    platform: UUID
    language: str = "en"
    limit: int = 50
    after: Place | None = None


@dataclass(frozen=True)
class Gathered:
    """A platform's groups, what each said, and how far that was carried."""

    groups: dict[UUID, Group]
    said: dict[UUID, list[Criterion]]
    """By group."""
    ways: Mapping[UUID, Carried]

    @property
    def criteria(self) -> list[Criterion]:
        """Everything that was said."""
        return [each for said in self.said.values() for each in said]

    def tally(self, groups: Iterable[UUID]) -> Tally:
        """Count what some groups said."""
        return tally((each for group in groups for each in self.said.get(group, ())), self.ways)

    def speaking(self, groups: Iterable[UUID]) -> int:
        """Count those groups that said something that counts."""
        return sum(any(each.counts for each in self.said.get(group, ())) for group in groups)


async def said_of(
    mirror: Mirror, connection: Connection, identity: Identity, codebook: Codebook, asked: Asked, as_of: datetime
) -> tuple[Said, Place | None]:
    """Tell what a platform's groups said, and where the list of what was left out goes on.

    Raises ``CubeNotPublic`` and ``ScopeNotYours`` as all exact figures do, and ``ScopeUnknown``.
    """
    platform = await platform_of(connection, asked.platform)
    scopes = exact_reach(mirror, identity, platform.territory_id if platform else None)
    if platform is None:
        raise ScopeUnknown
    here = await _gather(connection, platform.id, scopes)
    missed = left_out(here.criteria, here.ways)
    mine = yours(mirror, identity, platform.territory_id, missed)
    places = await in_order(mirror, mine, [each for each in here.criteria if each.id in here.ways])
    page = [place for place in places if asked.after is None or place > asked.after]
    told = Said(
        platform_id=platform.id,
        platform_name=platform.name,
        territory_id=platform.territory_id,
        n_groups=here.speaking(here.groups),
        total=Counted(**asdict(here.tally(here.groups))),
        years=_years(here),
        groups=[_group(here, group) for group in here.groups.values()],
        left_out=await as_said(connection, here.groups, page[: asked.limit], codebook, asked.language),
        n_not_yours_to_read=len(missed) - len(mine),
        reading=READING,
        as_of=as_of,
    )
    return told, page[asked.limit - 1] if len(page) > asked.limit else None


async def _gather(connection: Connection, platform: UUID, scopes: Sequence[str] | None) -> Gathered:
    groups = {group.id: group for group in await groups_of(connection, platform)}
    criteria = [each for each in await criteria_of(connection, platform, scopes) if each.group in groups]
    collectives = await collectives_above(connection, [each.id for each in criteria if not each.withdrawn])
    said: dict[UUID, list[Criterion]] = {}
    for each in criteria:
        said.setdefault(each.group, []).append(each)
    return Gathered(groups, said, carried(criteria, collectives))


def _years(here: Gathered) -> list[SaidInYear]:
    by_year: dict[int | None, list[UUID]] = {}
    for group in here.groups.values():
        by_year.setdefault(group.year, []).append(group.id)
    return [
        SaidInYear(year=year, n_groups=here.speaking(groups), **asdict(here.tally(groups)))
        for year, groups in by_year.items()
    ]


def _group(here: Gathered, group: Group) -> SaidByGroup:
    who = {name: value for name, value in asdict(group).items() if name != "id"}
    return SaidByGroup(group=group.id, **who, **asdict(here.tally([group.id])))
