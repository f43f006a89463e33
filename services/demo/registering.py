"""Registering and pushing, as the partners of the network do it: each with its own key, through the public API."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from spiral_client import Client

from .generating import Criterion, Demonstration, Partner
from .keys import Keys
from .planted import SOURCE
from .running import CannotRun, Installation
from .telling import Bar, Teller

AT_ONCE = 3
"""Partners that push at the same time."""

Register = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]
Done = TypeVar("Done")


@dataclass
class Registered:
    """What the installation now knows: ids of territories, and how many records had which outcome."""

    territories: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    pushed: Counter[str] = field(default_factory=Counter)


class Network:
    """All partners of one demonstration, at one installation."""

    def __init__(self, installation: Installation, keys: Keys, demonstration: Demonstration, teller: Teller) -> None:
        """Keep the circumstances; nothing is asked yet."""
        self.installation, self.keys, self.demonstration, self.teller = installation, keys, demonstration, teller
        self.registered = Registered()

    def register(self) -> Registered:
        """Give every partner a key, and register territories, platforms and groups with it."""
        of = self.demonstration
        numbers = len(of.territories), len(of.platforms), len(of.groups)
        title = "Registering {} territories, {} platforms and {} groups as their partners".format(*numbers)
        with self.teller.stage(title, sum(numbers)) as bar:
            countries = self._countries()
            for partner in self.demonstration.partners:
                root = countries[partner.country] if partner.territory is None else self._id(partner.territory)
                self.registered.roots[partner.name] = root
                self.registered.keys[partner.name] = self.keys.partner(partner.name, partner.owner, root)
                if partner.territory is None:
                    self._territories(partner, bar)
            self._each_partner(lambda partner: self._platforms_and_groups(partner, bar))
        return self.registered

    def push(self) -> Registered:
        """Push every partner's criteria, a few partners at a time; the client retries and compares receipts."""
        files = self._files()
        title = f"Pushing {len(self.demonstration.criteria):,} criteria as {len(files)} partners"
        with self.teller.stage(title, len(self.demonstration.criteria)) as bar:
            for counts in self._each_partner(lambda partner: self._push(partner, files, bar)):
                self.registered.pushed.update(counts)
        return self.registered

    def _each_partner(self, work: Callable[[Partner], Done]) -> list[Done]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(work, self.demonstration.partners))

    def _client(self, partner: Partner) -> Client:
        memory = self.installation.state / "demo" / "pushes"
        return Client(self.installation.url, self.registered.keys[partner.name], memory=memory)

    def _countries(self) -> dict[str, str]:
        with Client(self.installation.url, self.keys.staff) as client:
            return {place["country"]: place["id"] for place in client.territories(kind="country")}

    def _id(self, external_id: str) -> str:
        return self.registered.territories[external_id]

    def _territories(self, partner: Partner, bar: Bar) -> None:
        mine = [each for each in self.demonstration.territories if each.country == partner.country]
        with self._client(partner) as client:
            outcomes = self._put(client.register_territories, (each.as_sent() for each in mine), bar)
        names = (each.external_id for each in mine)
        self.registered.territories |= dict(zip(names, (done["id"] for done in outcomes), strict=True))

    def _platforms_and_groups(self, partner: Partner, bar: Bar) -> None:
        platforms = [each.as_sent() for each in self.demonstration.platforms if each.partner == partner.name]
        groups = [each.as_sent() for each in self.demonstration.groups if each.platform.partner == partner.name]
        with self._client(partner) as client:
            self._put(client.register_platforms, platforms, bar)
            self._put(client.register_groups, groups, bar)

    def _put(self, register: Register, records: Iterable[dict[str, Any]], bar: Bar) -> list[dict[str, Any]]:
        items = [{**record, "source": SOURCE} for record in records]
        outcomes = register(items)
        for item, done in zip(items, outcomes, strict=True):
            if done["outcome"] == "rejected":
                raise CannotRun(f"{item['external_id']} was refused: {done['errors']}")
        self.registered.outcomes.update(done["outcome"] for done in outcomes)
        bar.advance(len(items))
        return outcomes

    def _files(self) -> dict[str, tuple[Path, int]]:
        """Write each partner's criteria down as it would hold them: one JSON object a line."""
        folder = self.installation.state / "demo" / "files"
        folder.mkdir(parents=True, exist_ok=True)
        mine: dict[str, list[Criterion]] = {partner.name: [] for partner in self.demonstration.partners}
        for criterion in self.demonstration.criteria:
            mine[criterion.group.platform.partner].append(criterion)
        found = {}
        for name, criteria in mine.items():
            path = folder / f"{name}.ndjson"
            lines = (json.dumps(each.as_sent(), ensure_ascii=False) + "\n" for each in criteria)
            path.write_text("".join(lines), encoding="utf-8")
            found[name] = (path, len(criteria))
        return found

    def _push(self, partner: Partner, files: dict[str, tuple[Path, int]], bar: Bar) -> dict[str, int]:
        path, n_criteria = files[partner.name]
        if not n_criteria:
            return {}
        with self._client(partner) as client:
            result = client.push(path, self.registered.roots[partner.name], SOURCE, split=False)
        if not result.all_stored:
            why = "; ".join(f"{cause.count} × {cause.message}" for cause in result.causes[:3])
            raise CannotRun(f"{partner.owner}: not everything was stored: {result.counts} {why}")
        bar.advance(n_criteria)
        return result.counts
