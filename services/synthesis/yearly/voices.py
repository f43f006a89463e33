"""What people said, as figures: counted now for those who may, from what was released for everybody else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..contrasting import alarms, profiles
from ..contrasting.schemas import Alarm, QuestionProfile
from ..disclosure import RULE
from ..mirror import Mirror
from ..schemas import TrendRow, Trends
from ..selecting import Filters
from ..syntheses.access import owns
from ..syntheses.document import Document, Ranked
from ..syntheses.releasing import released
from ..syntheses.seeing import RULE as SYNTHESIS_RULE
from ..trends import Wanted, trends

Origin = Literal["live", "public-table", "synthesis", "nothing"]

ALARMS = 60
"""Differences looked at; the report tells those of its territory that lead a story."""


@dataclass(frozen=True)
class Named:
    """A component or dimension among the answers to a question."""

    code: str
    n: int
    share: float
    low: float | None = None
    high: float | None = None
    n_groups: int | None = None


@dataclass(frozen=True)
class Answers:
    """The answers to one question, what is named most first; what nobody names is at the end with a nought."""

    question: str
    n_criteria: int
    n_coded: int
    n_groups: int | None
    n_participants: int | None
    named: Sequence[Named]


@dataclass(frozen=True)
class Voices:
    """All figures of what people said that one reader may read, up to the end of a year."""

    origin: Origin
    rule: str | None
    answers: Sequence[Answers] = ()
    to_date: tuple[int | None, int | None, int | None] | None = None
    """Groups, participants, criteria."""
    this_year: tuple[int | None, int | None, int | None] | None = None
    by_profile: Sequence[TrendRow] = ()
    """How many of each profile were heard."""
    own: Sequence[TrendRow] = ()
    """What each profile names in answer to each question, its most named first."""
    said_more: Sequence[Alarm] = ()
    synthesis: dict[str, Any] | None = None
    """The latest that people stand behind."""


@dataclass(frozen=True)
class Reader:
    """Who reads, in which language, and up to when counts are brought up."""

    mirror: Mirror
    connection: Connection
    identity: Identity
    codebook: Codebook
    language: str
    as_of: datetime

    def exact(self, territory: UUID) -> bool:
        """Tell whether a territory's figures are counted exactly for this reader."""
        return self.identity.reads_everything or owns(self.mirror, self.identity, territory)


async def voices(reader: Reader, territory: UUID, year: int) -> Voices:
    """Give what a reader may read of what was said in a territory up to the end of a year."""
    row = await _latest(reader, territory)
    if reader.exact(territory):
        return await _counted(reader, territory, year, row)
    return _public(reader, territory, year, row)


async def _counted(reader: Reader, territory: UUID, year: int, row: dict[str, Any] | None) -> Voices:
    years = _years(reader, year)
    filters = Filters(territory, {"year": years})
    asked = profiles.Wanted("component", filters)
    found = await profiles.profile_of(
        reader.mirror, reader.identity, asked, reader.codebook, reader.language, reader.as_of
    )
    to_date = _trends(reader, territory, ("profile",), years)
    return Voices(
        origin="live",
        rule=None,
        answers=[_answers(one) for one in found.questions],
        to_date=_heard(to_date),
        this_year=_heard(_trends(reader, territory, (), [year])),
        by_profile=to_date.rows,
        own=_trends(reader, territory, ("profile", "question", "component"), years).rows,
        said_more=await _said_more(reader, territory),
        synthesis=row,
    )


def _years(reader: Reader, year: int) -> list[int]:
    """Give the years of groups up to one."""
    return [known for known in reader.mirror.years.list if known and known <= year] or [year]


def _trends(reader: Reader, territory: UUID, by: tuple[str, ...], years: Sequence[int]) -> Trends:
    wanted = Wanted(by, {"year": list(years)}, territory, reader.language)
    return trends(reader.mirror, reader.identity, wanted, reader.codebook, reader.as_of)


def _heard(found: Trends) -> tuple[int | None, int | None, int | None]:
    return found.n_groups, found.n_participants, found.n_criteria


def _answers(one: QuestionProfile) -> Answers:
    return Answers(
        one.question,
        one.n_criteria,
        one.n_coded,
        one.n_groups,
        one.n_participants,
        [
            Named(code.code, code.n_criteria, code.share.value or 0.0, code.share.low, code.share.high, code.n_groups)
            for code in one.codes
        ],
    )


async def _said_more(reader: Reader, territory: UUID) -> list[Alarm]:
    place = reader.mirror.territories[territory]
    country = place.country if place.kind == "country" and reader.identity.reads_everything else None
    found = await alarms.list_alarms(
        reader.mirror, reader.connection, reader.identity, reader.codebook, reader.language,
        under=None if country else territory, country=country, value=None, direction=None, standing=True, leads=True,
        after=None, limit=ALARMS,
    )  # fmt: skip
    return [alarm for alarm in found if alarm.scope in (str(territory), country) and alarm.axis == "profile"]


_LATEST = """
select id, request, scope_name, includes_local, released_at, finished_at,
    case when $4 then null else document -> 'voices' end as voices,
    case when $4 then null else document -> 'profiles' end as profiles
from synthesis
where state = 'done' and validated_at is not null
    and ((territory_id = $1 and request #>> '{scope,under}' = $1::text) or request #>> '{scope,country}' = $2)
    and coalesce(request #> '{scope,profiles}', '[]') = '[]' and coalesce(request #> '{scope,questions}', '[]') = '[]'
    and (released_at is not null or ($4 and ($3 or not includes_local)))
order by finished_at desc limit 1
"""


async def _latest(reader: Reader, territory: UUID) -> dict[str, Any] | None:
    """Find the latest synthesis of a whole territory that people stand behind and this reader may read."""
    place = reader.mirror.territories[territory]
    country = place.country if place.kind == "country" else None
    local = owns(reader.mirror, reader.identity, territory)
    row = await reader.connection.fetchrow(_LATEST, territory, country, local, reader.exact(territory))
    if row is None:
        return None
    return {
        name: json.loads(value) if isinstance(value, str) and name in _JSON else value for name, value in row.items()
    }


_JSON = ("request", "voices", "profiles")


def _public(reader: Reader, territory: UUID, year: int, row: dict[str, Any] | None) -> Voices:
    """Give what everybody may read: a country's part of the one public table, else a released synthesis."""
    place = reader.mirror.territories[territory]
    if place.kind == "country":
        return _of_country(reader, place.country, year, row)
    if row is None or row["voices"] is None:
        return Voices("nothing", RULE)
    document = released(_document(row))
    heard = document.voices
    return Voices(
        origin="synthesis",
        rule=SYNTHESIS_RULE,
        answers=[
            Answers(
                one.question, one.n_criteria, one.n_coded, one.n_groups, one.n_participants, _ranked(one.components)
            )
            for one in document.profiles
        ],
        to_date=(heard.n_groups, heard.n_participants, heard.n_criteria),
        synthesis=row,
    )


def _document(row: dict[str, Any]) -> Document:
    """Give a synthesis' document with who was heard and what is said, and nothing else of it."""
    empty: dict[str, Any] = {name: [] for name in ("contrasts", "layers", "disagreements", "maps", "alike")}
    empty |= {"isolated": {"n_criteria": 0, "criteria": []}, "lineage": {"previous": None}, "changes": None}
    return Document.model_validate({**empty, "voices": row["voices"], "profiles": row["profiles"]})


def _ranked(rows: Sequence[Ranked]) -> list[Named]:
    return [
        Named(row.code, row.n_criteria, row.share, row.interval.low, row.interval.high, row.n_groups)
        for row in sorted(rows, key=lambda row: -row.n_criteria)
    ]


def _of_country(reader: Reader, country: str, year: int, row: dict[str, Any] | None) -> Voices:
    kept: dict[str, list[Any]] = {"country": [country], "year": list(_years(reader, year))}
    wanted = Wanted(("question", "dimension"), kept, None, reader.language)
    found = trends(reader.mirror, reader.identity, wanted, reader.codebook, reader.as_of)
    by_question: dict[str, list[Named]] = {}
    for cell in found.rows:
        if cell.question and cell.dimension and cell.n_criteria is not None:
            named = Named(cell.dimension, cell.n_criteria, cell.share or 0.0)
            by_question.setdefault(cell.question, []).append(named)
    answers = [
        Answers(question, total, total, None, None, named)
        for question, named in by_question.items()
        if (total := sum(one.n for one in named))
    ]
    told: Origin = "public-table" if answers else "nothing"
    return Voices(told, found.rule, answers, (None, None, found.n_criteria) if answers else None, None, synthesis=row)
