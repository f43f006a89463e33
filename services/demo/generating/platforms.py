"""Which territories have a platform, who speaks for it, when it consulted, and how many groups it has."""

from dataclasses import dataclass
from random import Random
from typing import Any

from ..planted import MONS, MONS_HOMELESS_GROUPS
from .data import hands
from .places import countries_for, grow
from .records import Cycle, Partner, Platform, Territory

CITIES = (MONS, "fr-mulhouse", "it-pergine-valsugana", "pt-covilha")
"""Cities with a key of their own, where they have a platform."""

CRITERIA_A_GROUP = 90
FIRST_YEAR, LAST_YEAR = 2005, 2026
YEARS = list(range(FIRST_YEAR, LAST_YEAR + 1))
YEAR_WEIGHTS = [(year - 2003) ** 1.6 for year in YEARS]
MONS_YEARS = (2025, 2019, 2012)


@dataclass(frozen=True)
class Consultation:
    """A platform, how many groups it gathers, and how many of them are of homeless people."""

    platform: Platform
    n_groups: int
    n_homeless: int


@dataclass(frozen=True)
class Settled:
    """The tree, and who consults where."""

    partners: list[Partner]
    territories: list[Territory]
    consultations: list[Consultation]


def settle(size: int, random: Random) -> Settled:
    """Spread platforms over countries, and groups over platforms."""
    n_groups = max(24, round(size / CRITERIA_A_GROUP))
    n_platforms = max(17, n_groups // (4 if n_groups < 200 else 5))
    chosen = countries_for(n_platforms)
    trees = [grow(country, random) for country in chosen]
    quotas = _shares(n_platforms, [country["weight"] for country in chosen], [len(tree[1]) for tree in trees])
    partners, platforms = [], []
    for country, (all_of_it, places), quota in zip(chosen, trees, quotas, strict=True):
        opened = _open(country, all_of_it, places[:quota], random)
        platforms += opened
        partners += _partners(country["country"], opened)
    territories = _with_platforms([territory for tree in trees for territory in tree[0]], platforms)
    return Settled(partners, territories, _gather(platforms, n_groups, random))


def _with_platforms(territories: list[Territory], platforms: list[Platform]) -> list[Territory]:
    """Keep the territories that have a platform, and those above them, in their order."""
    needed = {platform.territory.external_id for platform in platforms}
    for territory in reversed(territories):
        if territory.external_id in needed and territory.parent is not None:
            needed.add(territory.parent)
    return [territory for territory in territories if territory.external_id in needed]


def _shares(total: int, weights: list[float], most: list[int]) -> list[int]:
    """Divide a number by weight: at least one each, and no more than there are places."""
    shares = [1] * len(weights)
    while sum(shares) < min(total, sum(most)):
        open_ones = [n for n in range(len(shares)) if shares[n] < most[n]]
        shares[max(open_ones, key=lambda n: weights[n] / shares[n])] += 1
    return shares


def _open(
    country: dict[str, Any], territories: list[Territory], places: list[Territory], random: Random
) -> list[Platform]:
    """Open platforms; one that lies inside the place of another looks to it, and villages to their island's council."""
    councils = {region["name"] for region in country["regions"] if region.get("council")}
    by_id = {territory.external_id: territory for territory in territories}
    opened: dict[str, Platform] = {}
    for place in places:
        parent = by_id[place.parent] if place.parent else None
        if parent is not None and parent.name.removesuffix(" (synthetic)") in councils:
            opened.setdefault(parent.external_id, _platform(parent, None, random))
        referent = opened.get(place.parent or "")
        opened[place.external_id] = _platform(place, referent, random)
    return list(opened.values())


def _platform(place: Territory, referent: Platform | None, random: Random) -> Platform:
    language = max(place.languages, key=lambda each: place.languages[each])
    name = hands()[language].platform.format(place=place.name.removesuffix(" (synthetic)"))
    return Platform(
        external_id=f"{place.external_id}-platform",
        name=f"{name} (synthetic)",
        territory=place,
        partner=_partner_of(place),
        language=language,
        cycles=_cycles(place, random),
        referent=referent.external_id if referent else None,
    )


def _partner_of(place: Territory) -> str:
    own = [city for city in CITIES if city in (place.external_id, place.parent)]
    return own[0] if own else place.country.lower()


def _cycles(place: Territory, random: Random) -> tuple[Cycle, ...]:
    if place.external_id == MONS:
        return tuple(Cycle(number, year) for number, year in enumerate(sorted(MONS_YEARS), 1))
    number = random.choices((1, 2, 3), (60, 30, 10))[0]
    years = sorted({*random.choices(YEARS, YEAR_WEIGHTS, k=number)})
    first = 0 if place.kind == "village" and len(years) < 3 else 1
    return tuple(Cycle(first + turn, year) for turn, year in enumerate(years))


def _partners(country: str, platforms: list[Platform]) -> list[Partner]:
    found = [Partner(country.lower(), f"{country} coordination (synthetic)", country, None)]
    for platform in platforms:
        place = platform.territory
        if place.external_id in CITIES:
            owner = f"City of {place.name.removesuffix(' (synthetic)')} (synthetic)"
            found.append(Partner(place.external_id, owner, country, place.external_id))
    return found


def _gather(platforms: list[Platform], n_groups: int, random: Random) -> list[Consultation]:
    """Give each platform its groups: Mons enough for its finding, the others three at least where that is possible."""
    in_mons = max(9, round(n_groups * 0.016))
    others = [platform for platform in platforms if platform.territory.external_id != MONS]
    least = 3 if n_groups - in_mons >= 3 * len(others) else 1
    counts = dict.fromkeys([platform.external_id for platform in others], least)
    spare = max(0, n_groups - in_mons - least * len(others))
    pull = [random.lognormvariate(0, 0.5) for _ in others]
    for platform in random.choices(others, pull, k=spare):
        counts[platform.external_id] += 1
    homeless = _with_homeless(others, n_groups)
    found = []
    for platform in platforms:
        if platform.territory.external_id == MONS:
            found.append(Consultation(platform, in_mons, max(MONS_HOMELESS_GROUPS, round(in_mons * 0.35))))
        else:
            key = platform.external_id
            found.append(Consultation(platform, counts[key], homeless.count(key)))
    return found


def _with_homeless(platforms: list[Platform], n_groups: int) -> list[str]:
    """Choose the towns where homeless people are consulted: of every country in turn."""
    towns: dict[str, list[str]] = {}
    for platform in platforms:
        if platform.territory.kind == "municipality":
            towns.setdefault(platform.territory.country, []).append(platform.external_id)
    wanted = max(5, round(n_groups * 0.035))
    in_turn = [
        names[turn] for turn in range(max(map(len, towns.values()))) for names in towns.values() if turn < len(names)
    ]
    return in_turn[:wanted]
