"""Keeping the chain as the partner of Mons does: with its own key, through the public API."""

from collections import Counter
from functools import lru_cache
from typing import Any

from spiral_client import Client

from ..generating import Demonstration
from ..planted import MONS, SOURCE
from ..running import CannotRun
from ..telling import Teller
from .story import ORDER, of_kind, story

Row = dict[str, Any]


def keep(city: Client, demonstration: Demonstration, territory: str, teller: Teller) -> Counter[str]:
    """Keep every record of the chain on the platform of Mons; gives how many had which outcome."""
    [platform] = city.platforms(territory_id=territory)
    said = _Said(city, demonstration, platform["id"])
    outcomes: Counter[str] = Counter()
    with teller.stage(f"Keeping {len(story())} records of the process of Mons", len(story())) as bar:
        for kind in ORDER:
            records = [
                {**each, "platform_id": platform["id"], "source": SOURCE}
                for each in of_kind(kind, said.find, said.mixed)
            ]
            result = city.records(kind).push(records)
            if not result.all_kept:
                cause = result.causes[0]
                raise CannotRun(f"{kind}: not everything was kept: {cause.count} × {cause.message}")
            outcomes.update(result.counts)
            bar.advance(len(records))
    return outcomes


class _Said:
    """Finds what people of Mons said, by what the demonstration knows to be true of it."""

    def __init__(self, city: Client, demonstration: Demonstration, platform: str) -> None:
        self._city = city
        self._groups = {each["external_id"]: each["id"] for each in city.groups(platform_id=platform)}
        self.mixed = next(
            each.external_id
            for each in demonstration.groups
            if each.profile == "mixed" and each.platform.territory.external_id == MONS
        )
        self._true: dict[tuple[str, str | None, str], list[str]] = {}
        for criterion in demonstration.criteria:
            if criterion.group.platform.territory.external_id == MONS:
                for question in (criterion.question, None):
                    key = (criterion.group.external_id, question, criterion.truth)
                    self._true.setdefault(key, []).append(criterion.external_id)

    def find(self, group: str, components: tuple[str, ...], question: str | None) -> list[str]:
        """Give ids of criteria, as many of each component as of the others as far as they go."""
        names = [self._true.get((group, question, component), [])[:3] for component in components]
        ids = self._ids(group)
        return [ids[name] for each in names for name in each]

    @lru_cache(maxsize=16)  # noqa: B019 - it lives as long as the demonstration
    def _ids(self, group: str) -> dict[str, str]:
        found = self._city.criteria(group_id=self._groups[group])
        return {each["external_id"]: each["id"] for each in found}
