"""Who was heard in a territory and who was not: counts beside what is known of the people who live there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity

from ...errors import ScopeUnknown
from ...mirror import Mirror
from ...reach import below
from ...selecting import exact_reach
from ...syntheses.report.wording import Wording, catalogue
from ..records import sight_of
from .counting import NOT_A_KIND, Heard, Whole, heard
from .populations import populations
from .schemas import Coverage, KindOfPeople, KnownFrom, Population, Standing

FEW_GROUPS = 3
"""With fewer groups than this, a kind of people was hardly heard."""

HALF = 0.5
"""A kind is under-heard whose share of participants is less than this part of its share of the population."""

READING = (
    "A person may be of several kinds and a group has one, so shares do not add up. Under-heard is said where the share"
    " of participants is less than half of the known share of people: it says whom to ask next, and nothing about how"
    " well anybody worked. Of kinds that are only in the network's list nothing says whether they live here."
)

_ORDER: tuple[Standing, ...] = ("not-heard", "under-heard", "hardly-heard", "heard")

Known = list[tuple[str, Population]]


@dataclass(frozen=True)
class Asked:
    """Which territory, which years, and the language of labels."""

    territory: UUID
    year_from: int | None = None
    year_to: int | None = None
    language: str = "en"


async def coverage_of(
    mirror: Mirror, connection: Connection, identity: Identity, asked: Asked, as_of: datetime
) -> Coverage:
    """Tell who was heard and who was not, to staff and to the territory's own.

    Raises ``ScopeUnknown``, ``ScopeNotYours`` and ``CubeNotPublic``.
    """
    place = mirror.territories.get(asked.territory)
    scopes = exact_reach(mirror, identity, asked.territory)
    if place is None:
        raise ScopeUnknown
    inside = below(mirror, [asked.territory])
    whole = heard(mirror, asked.territory, asked.year_from, asked.year_to, scopes)
    known = await populations(connection, mirror, sight_of(mirror, identity), inside)
    kinds = [_kind(asked, profile, whole, known.get(profile, [])) for profile in _profiles(whole, known)]
    kinds.sort(key=lambda kind: (not kind.known_here, _ORDER.index(kind.standing), kind.profile))
    return Coverage(
        territory=asked.territory,
        territory_name=place.name,
        year_from=asked.year_from,
        year_to=asked.year_to,
        n_groups=whole.n_groups,
        n_participants=whole.n_participants,
        n_criteria=whole.n_criteria,
        not_heard=_those(kinds, "not-heard", known_here=True),
        under_heard=_those(kinds, "under-heard", known_here=True),
        hardly_heard=_those(kinds, "hardly-heard", known_here=True),
        never_looked_for=_those(kinds, "not-heard", known_here=False),
        kinds=kinds,
        reading=READING,
        as_of=as_of,
    )


def _profiles(whole: Whole, known: Iterable[str]) -> list[str]:
    listed = (key.removeprefix("profile.") for key in catalogue("en") if key.startswith("profile."))
    return sorted({*listed, *whole.kinds, *known} - {NOT_A_KIND})


def _those(kinds: Iterable[KindOfPeople], standing: Standing, *, known_here: bool) -> list[str]:
    return [kind.profile for kind in kinds if kind.standing == standing and kind.known_here == known_here]


def _kind(asked: Asked, profile: str, whole: Whole, known: Known) -> KindOfPeople:
    counted = whole.kinds.get(profile, Heard())
    own = [told for _, told in known if told.territory_id == asked.territory and _in_time(asked, told)]
    share_known = next((told.share for told in own if told.share is not None), None)
    n_people = next((told.n_people for told in own if told.n_people), None)
    share_heard = counted.n_participants / whole.n_participants if whole.n_participants else None
    sources = _known_from(asked, profile, profile in whole.kinds, known)
    return KindOfPeople(
        profile=profile,
        label=_label(profile, asked.language),
        family=counted.family,
        standing=_standing(counted, share_heard, share_known),
        known_here=sources != ["list"],
        known_from=sources,
        n_groups=counted.n_groups,
        n_groups_met=counted.n_groups_met,
        n_participants=counted.n_participants,
        n_criteria=counted.n_criteria,
        last_year=counted.last_year,
        share_heard=None if share_heard is None else round(share_heard, 6),
        share_known=share_known,
        per_thousand=round(1000 * counted.n_participants / n_people, 3) if n_people else None,
        population=[told for _, told in known],
    )


def _in_time(asked: Asked, told: Population) -> bool:
    return told.year is None or asked.year_to is None or told.year <= asked.year_to


def _known_from(asked: Asked, profile: str, has_groups: bool, known: Known) -> list[KnownFrom]:
    kinds = {kind for kind, told in known if told.n_people != 0 and told.share != 0}
    told: list[tuple[KnownFrom, bool]] = [
        ("population", "population-note" in kinds),
        ("category", "category" in kinds),
        ("groups", has_groups),
        ("list", _label(profile, asked.language) is not None),
    ]
    return [name for name, holds in told if holds] or ["list"]


def _label(profile: str, language: str) -> str | None:
    wording = Wording(language)
    return wording.text(f"profile.{profile}") if wording.knows(f"profile.{profile}") else None


def _standing(counted: Heard, share_heard: float | None, share_known: float | None) -> Standing:
    if not counted.n_groups:
        return "not-heard"
    if share_known is not None and share_heard is not None and share_heard < HALF * share_known:
        return "under-heard"
    return "hardly-heard" if counted.n_groups < FEW_GROUPS else "heard"
