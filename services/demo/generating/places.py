"""Where: countries as trees of regions, towns, villages, neighbourhoods, schools and hospitals."""

import unicodedata
from itertools import islice
from random import Random
from typing import Any

from .data import countries, hands
from .records import Territory


def countries_for(n_platforms: int) -> list[dict[str, Any]]:
    """Give at least sixteen countries, and all of them once there are platforms enough."""
    everything = countries()
    return everything[: max(16, min(len(everything), n_platforms // 2))]


def grow(country: dict[str, Any], random: Random) -> tuple[list[Territory], list[Territory]]:
    """Give all territories of a country in the order of the tree, and those that may have a platform, as they come."""
    regions = [_region(country, region) for region in country["regions"]]
    towns, inside = [], []
    for region, known in zip(regions, country["regions"], strict=True):
        own = [_place(region, "municipality", name, (lon, lat)) for name, lon, lat in known["places"]]
        villages = [_place(region, "village", name, (lon, lat)) for name, lon, lat in known.get("villages", [])]
        towns += [*villages, *own] if known.get("council") else [*own, *villages]
        inside += [place for town in own for place in _within(town, random)]
    # One town of each region, then the second of each, so that a small demonstration spreads.
    order = {town.external_id: rank for rank, town in enumerate(towns)}
    first = sorted(towns, key=lambda town: (_turn(town, towns), order[town.external_id]))
    random.shuffle(inside)
    return [*regions, *towns, *inside], _interleaved(first, inside)


def _interleaved(towns: list[Territory], inside: list[Territory]) -> list[Territory]:
    """Put a neighbourhood, school or hospital after every second town, and what is left at the end."""
    left = iter(inside)
    found: list[Territory] = []
    for number, town in enumerate(towns, 1):
        found.append(town)
        if number % 2 == 0:
            found += islice(left, 1)
    return [*found, *left]


def _turn(town: Territory, towns: list[Territory]) -> int:
    return [other for other in towns if other.parent == town.parent].index(town)


def _region(country: dict[str, Any], region: dict[str, Any]) -> Territory:
    languages = region.get("languages") or country["languages"]
    lon, lat = region["at"]
    code = f"{country['country'].lower()}-region-{slug(region['name'])}"
    return _named(code, "region", region["name"], country["country"], None, languages, (lon, lat), region.get("iso"))


def _place(parent: Territory, kind: str, name: str, at: tuple[float, float]) -> Territory:
    code = f"{parent.country.lower()}-{slug(name)}"
    return _named(code, kind, name, parent.country, parent.external_id, parent.languages, at)


def _within(town: Territory, random: Random) -> list[Territory]:
    """Give a neighbourhood, a school or a hospital of a town, named in its language."""
    hand = hands()[max(town.languages, key=lambda language: town.languages[language])]
    found = []
    for kind, names, chance in (
        ("neighbourhood", hand.neighbourhood, 0.8),
        ("school", hand.school, 0.5),
        ("hospital", hand.hospital, 0.2),
    ):
        if random.random() < chance:
            name = random.choice(names)
            assert town.at is not None
            at = (
                round(town.at[0] + random.uniform(-0.02, 0.02), 4),
                round(town.at[1] + random.uniform(-0.02, 0.02), 4),
            )
            code = f"{town.external_id}-{kind}"
            whole = f"{name}, {town.name.removesuffix(' (synthetic)')}"
            found.append(_named(code, kind, whole, town.country, town.external_id, town.languages, at))
    return found


def _named(
    code: str,
    kind: str,
    name: str,
    country: str,
    parent: str | None,
    languages: dict[str, float],
    at: tuple[float, float],
    iso: str | None = None,
) -> Territory:
    names = {language: f"{name} ({hands()[language].synthetic})" for language in languages}
    return Territory(code, kind, f"{name} (synthetic)", country, parent, languages, at, iso, names)


def slug(name: str) -> str:
    """Give a name as part of an external id: Latin letters plain, others as they are, no spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
