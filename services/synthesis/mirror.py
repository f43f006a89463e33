"""What a replica of the service holds in memory to answer fast: facts to count, vectors to search.

It is rebuilt from the service's own tables at the start and kept up by looking, twice a second, for rows
written since: by transaction number, and from below the oldest one still running, so that a late commit is
seen too. A row seen twice does no harm.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection, Pool

from . import vectors
from .engine.coding.nearby import NearbyCodes
from .engine.facts import Axis, Facts
from .reader import Speech

USUAL_PARTICIPANTS = 7
"""Participants assumed of a group whose number is not known: the least the method asks for."""


class Names:
    """Numbers for names, in the order they were met."""

    def __init__(self, *first: Any) -> None:
        """Begin with some names."""
        self.list: list[Any] = list(first)
        self._numbers = {name: number for number, name in enumerate(first)}
        self._free: list[int] = []

    def number(self, name: Any) -> int:
        """Give a name's number; None has none (-1)."""
        if name is None:
            return -1
        if name not in self._numbers:
            if self._free:
                self._numbers[name] = self._free.pop()
                self.list[self._numbers[name]] = name
            else:
                self._numbers[name] = len(self.list)
                self.list.append(name)
        return self._numbers[name]

    def find(self, name: Any) -> int:
        """Give a name's number, or -2 for one that was never met."""
        return self._numbers.get(name, -2)

    def forget(self, number: int) -> None:
        """Forget a name; its number goes to the next new one."""
        del self._numbers[self.list[number]]
        self.list[number] = None
        self._free.append(number)


_GROUP = np.dtype(
    [
        ("territory", "i4"),
        ("country", "i4"),
        ("profile", "i4"),
        ("family", "i4"),
        ("year", "i4"),
        ("participants", "i4"),
        ("here", "?"),
    ]
)
_FACT = np.dtype([("group", "i4"), ("question", "i1"), ("scope", "i1"), ("code", "i2"), ("status", "i1"), ("n", "i4")])
_CRITERION = np.dtype(
    [
        ("statement", "i4"),
        ("group", "i4"),
        ("question", "i1"),
        ("language", "i2"),
        ("code", "i2"),
        ("visibility", "i1"),
        ("owner", "i4"),
    ]
)


@dataclass
class Territory:
    """A territory in memory."""

    parent: UUID | None
    kind: str
    country: str
    name: str


@dataclass
class Mirror:
    """The copy in memory; ``refresh`` keeps it up."""

    pool: Pool
    speech: Speech | None
    counts_only: bool = False
    """Hold places and counts, and neither criteria nor vectors."""
    nearby: NearbyCodes | None = None
    """What queries may be about; searches do without until it has been read."""
    territories: dict[UUID, Territory] = field(default_factory=dict)
    territory_names: Names = field(default_factory=Names)
    countries: Names = field(default_factory=Names)
    profiles: Names = field(default_factory=Names)
    families: Names = field(default_factory=Names)
    years: Names = field(default_factory=Names)
    questions: Names = field(default_factory=lambda: Names("wellbeing", "illbeing", "action", "policy"))
    scopes: Names = field(default_factory=lambda: Names("local", "network", "open"))
    statuses: Names = field(default_factory=lambda: Names("validated", "human", "proposed", "uncoded"))
    visibilities: Names = field(default_factory=lambda: Names("private", "network", "public"))
    codes: Names = field(default_factory=lambda: Names(""))
    languages: Names = field(default_factory=Names)
    group_names: Names = field(default_factory=Names)
    groups: NDArray[Any] = field(default_factory=lambda: np.zeros(0, _GROUP))
    facts: NDArray[Any] = field(default_factory=lambda: np.zeros(0, _FACT))
    criterion_ids: Names = field(default_factory=Names)
    criteria: NDArray[Any] = field(default_factory=lambda: np.zeros(0, _CRITERION))
    statement_ids: Names = field(default_factory=Names)
    matrix: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    read: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """By statement: whether its vector is there."""
    model: tuple[str, str] | None = None
    _unsaid: set[int] = field(default_factory=set)
    """Statements by number that nobody here says any more; their words may be gone."""
    _columns: dict[str, NDArray[np.integer]] = field(default_factory=dict)
    _columns_of: NDArray[Any] | None = None
    _seen: int = 0
    _vectors_seen: int = 0
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def searchable(self) -> bool:
        """Whether queries can be read by the model whose vectors serve."""
        encoder = self.speech.encoder if self.speech else None
        return encoder is not None and self.model == (encoder.model_id, encoder.revision)

    async def refresh(self) -> int:
        """Take over what was written since the last time; gives how many rows that were."""
        # One snapshot, so that no criterion comes before its group; without writing it holds no feed back.
        async with (
            self._busy,
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            serving = await connection.fetchrow(
                "select reading.id, model_id, name, revision, dimension from reading"
                " join model on model.id = model_id where state = 'serving'"
            )
            horizon = await connection.fetchval("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            taken = await self._places(connection) + await self._facts(connection)
            if self.counts_only:
                self._seen = horizon
                return taken
            if serving is not None:
                taken += await self._vectors(connection, serving)
            taken += await self._criteria(connection)
            await self._forget(connection)
            self._seen = horizon
            return taken

    async def is_behind(self, connection: Connection) -> bool:
        """Tell whether anything has been written that is not taken over here yet."""
        latest: int = (
            await connection.fetchval(
                "select greatest((select max(changed_xid) from criterion), (select max(changed_xid) from known_group),"
                " (select max(changed_xid) from known_territory),"
                " (select max(changed_xid) from embedding))::text::bigint"
            )
            or 0
        )
        return latest >= self._seen or (self.searchable and latest >= self._vectors_seen)

    async def _places(self, connection: Connection) -> int:
        rows = await connection.fetch(
            "select id, parent_id, kind, country, name from known_territory"
            " where changed_xid >= $1::bigint::text::xid8",
            self._seen,
        )
        for row in rows:
            self.territories[row["id"]] = Territory(row["parent_id"], row["kind"], row["country"], row["name"])
            self.territory_names.number(row["id"])
        if rows and len(self.groups):
            # A territory may come after its groups, since the two lists are read one after the other.
            self._place_groups()
        return len(rows)

    async def _facts(self, connection: Connection) -> int:
        rows = await connection.fetch(
            "select id, territory_id, profile, family, year, n_participants, withdrawn from known_group"
            " where changed_xid >= $1::bigint::text::xid8",
            self._seen,
        )
        if not rows:
            return 0
        for row in rows:
            self.group_names.number(row["id"])
        self.groups = _grown(self.groups, len(self.group_names.list), _GROUP)
        for row in rows:
            place = self.territories.get(row["territory_id"])
            self.groups[self.group_names.number(row["id"])] = (
                self.territory_names.number(row["territory_id"]),
                self.countries.number(place.country if place else None),
                self.profiles.number(row["profile"]),
                self.families.number(row["family"]),
                self.years.number(row["year"]),
                row["n_participants"] or USUAL_PARTICIPANTS,
                not row["withdrawn"] and row["territory_id"] is not None,
            )
        changed = [row["id"] for row in rows]
        facts = await connection.fetch(
            "select group_id, question, scope, code, status, n from fact where group_id = any($1)", changed
        )
        new = np.array(
            [
                (
                    self.group_names.number(fact["group_id"]),
                    self.questions.number(fact["question"]),
                    self.scopes.number(fact["scope"]),
                    self.codes.number(fact["code"]),
                    self.statuses.number(fact["status"]),
                    fact["n"],
                )
                for fact in facts
            ],
            dtype=_FACT,
        )
        counted = np.zeros(len(self.groups), np.bool_)
        counted[[self.group_names.number(group) for group in changed]] = True
        self.facts = np.concatenate([self.facts[~counted[self.facts["group"]]], new])
        return len(rows)

    def _make_room(self, n_statements: int) -> None:
        # Ahead of need: while a city pushes, copying all vectors for each batch would cost more than reading it.
        self.matrix = _grown(self.matrix, n_statements, np.float32, ahead=0.25)
        self.read = _grown(self.read, n_statements, np.bool_, ahead=0.25)

    def _place_groups(self) -> None:
        country = np.full(len(self.territory_names.list), -1, np.int32)
        for number, territory in enumerate(self.territory_names.list):
            if territory in self.territories:
                country[number] = self.countries.number(self.territories[territory].country)
        placed = self.groups["territory"] >= 0
        self.groups["country"][placed] = country[self.groups["territory"][placed]]

    async def _vectors(self, connection: Connection, serving: Any) -> int:
        if self.model != (serving["name"], serving["revision"]):
            # Another model serves: its vectors are another space, and all of them are new here.
            self.model = (serving["name"], serving["revision"])
            self.matrix = np.zeros((0, serving["dimension"]), np.float32)
            self.read = np.zeros(0, np.bool_)
            self._vectors_seen = 0
            self._make_room(len(self.statement_ids.list))
        if not self.searchable or self.speech is None:
            return 0
        horizon = await connection.fetchval("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        ids, raw = await vectors.load(connection, serving["model_id"], serving["dimension"], self._vectors_seen)
        self._vectors_seen = horizon
        if not len(ids):
            return 0
        rows = np.array([self.statement_ids.number(int(id)) for id in ids], np.int64)
        size = len(self.statement_ids.list)
        self._make_room(size)
        self.matrix[rows] = await asyncio.to_thread(self.speech.neutralizer.transform, raw)
        self.read[rows] = True
        return len(ids)

    async def _criteria(self, connection: Connection) -> int:
        rows = await connection.fetch(
            "select id, territory_id, group_id, statement_id, question, language, code,"
            " case when state = 'noted' then 'private' else visibility end as visibility from criterion"
            " where changed_xid >= $1::bigint::text::xid8",
            self._seen,
        )
        for row in rows:
            self.criterion_ids.number(row["id"])
        known = len(self.criteria)
        self.criteria = _grown(self.criteria, len(self.criterion_ids.list), _CRITERION)
        for row in rows:
            number = self.criterion_ids.number(row["id"])
            if number < known and (before := int(self.criteria["statement"][number])) >= 0:
                self._unsaid.add(before)
            self.criteria[number] = (
                self.statement_ids.number(row["statement_id"]),
                self.group_names.number(row["group_id"]),
                self.questions.number(row["question"]),
                self.languages.number(row["language"]),
                self.codes.number(row["code"] or ""),
                self.visibilities.number(row["visibility"]),
                self.territory_names.number(row["territory_id"]),
            )
        size = len(self.statement_ids.list)
        self._make_room(size)
        self.groups = _grown(self.groups, len(self.group_names.list), _GROUP)
        return len(rows)

    async def _forget(self, connection: Connection) -> None:
        """Wipe out the vectors of statements that are gone from the tables; their rows are given to others."""
        if not self._unsaid:
            return
        numbers = np.array(sorted(self._unsaid), np.int64)
        numbers = numbers[~np.isin(numbers, self.criteria["statement"])]
        ids = [self.statement_ids.list[number] for number in numbers]
        kept = {row["id"] for row in await connection.fetch("select id from statement where id = any($1)", ids)}
        gone = [int(number) for number, id in zip(numbers, ids, strict=True) if id not in kept]
        self.matrix[gone], self.read[gone] = 0, False
        for number in gone:
            self.statement_ids.forget(number)
        self._unsaid = set(numbers.tolist()) - set(gone)

    def below(self, root: UUID) -> NDArray[np.bool_]:
        """Tell for each territory by number whether it is the root or below it."""
        inside: dict[UUID, bool] = {root: True}

        def is_inside(territory: UUID) -> bool:
            steps = []
            now: UUID | None = territory
            while now is not None and now not in inside:
                steps.append(now)
                inside[now] = False  # a tree that is taken over in parts may hold a loop for a moment
                found = self.territories.get(now)
                now = found.parent if found else None
            verdict = inside.get(now, False) if now is not None else False
            inside.update(dict.fromkeys(steps, verdict))
            return verdict

        return np.array([is_inside(territory) for territory in self.territory_names.list], np.bool_)

    def group_axis(self, name: str) -> Axis:
        """Give an axis of groups: country, territory, profile, family or year."""
        names = {
            "country": self.countries,
            "territory": self.territory_names,
            "profile": self.profiles,
            "family": self.families,
            "year": self.years,
        }[name]
        return Axis(name, names.list, self.groups[name])

    def fact_axis(self, name: str) -> Axis:
        """Give an axis of facts: question, scope, status, component or dimension."""
        if name in ("component", "dimension"):
            labels = self.codes.list if name == "component" else [code[:1] for code in self.codes.list]
            values = sorted({label for label in labels if label})
            numbers = {value: number for number, value in enumerate(values)}
            table = np.array([numbers.get(label, -1) for label in labels], np.int32)
            return Axis(name, values, table[self.column("code")])
        names = {"question": self.questions, "scope": self.scopes, "status": self.statuses}[name]
        return Axis(name, names.list, self.column(name))

    def column(self, name: str) -> NDArray[np.integer]:
        """Give one column of the facts by itself: side by side in memory, it is counted several times faster.

        Columns that are used to look up others have the numbers that numpy looks up by, which saves it a copy.
        """
        if self._columns_of is not self.facts:
            self._columns_of, self._columns = self.facts, {}
        if name not in self._columns:
            wide = name in ("group", "code")
            self._columns[name] = self.facts[name].astype(np.intp if wide else self.facts[name].dtype)
        return self._columns[name]

    def as_facts(self) -> Facts:
        """Give the facts as the engine counts them."""
        return Facts(self.column("group"), self.column("n"), self.groups["participants"])


def _grown(array: NDArray[Any], size: int, dtype: Any, ahead: float = 0.0) -> NDArray[Any]:
    """Give an array of at least this many rows; new rows are zeros, and ``ahead`` makes room for more of them."""
    if size <= len(array):
        return array
    more = size + int(size * ahead) - len(array)
    return np.concatenate([array, np.zeros((more, *array.shape[1:]), dtype)])
