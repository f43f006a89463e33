"""Make reports, chapters, summaries and tables: gather what a reader may read, and put it together."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from shared.errors import InvalidRequest
from shared.identity import PUBLIC as EVERYBODY
from shared.vocabulary.rights import Framework, UnknownRight, framework

from ..errors import ScopeUnknown
from ..mirror import Territory
from ..process.coverage.coverage import Asked, coverage_of
from ..process.coverage.schemas import KindOfPeople
from ..process.records import sight_of
from ..process.rights.crosswalk import chosen
from ..process.rights.schemas import Crosswalk
from .budgeting import BudgetTable
from .compose.budgets import compose_budgets
from .compose.leading import Leading
from .compose.review import compose_review
from .compose.setting import PATHS, Setting
from .compose.summary import compose_summary
from .compose.whole import compose
from .document import Place, Unheard, YearlyReport
from .gathering import gather
from .naming import Naming, agreed_terms
from .records import Ledger
from .reviewing import Review, ReviewChapter
from .summarising import Summary
from .voices import Reader, voices


def place_of(reader: Reader, territory: UUID) -> Territory:
    """Give a territory; raises ``ScopeUnknown``."""
    found = reader.mirror.territories.get(territory)
    if found is None:
        raise ScopeUnknown
    return found


def as_of(year: int, today: date) -> date:
    """Give the day a year is looked at: its end, or today while it lasts."""
    return min(date(year, 12, 31), today)


async def yearly_report(reader: Reader, territory: UUID, year: int) -> YearlyReport:
    """Compose the yearly report of a territory, as its reader may read it; raises ``ScopeUnknown``."""
    place = place_of(reader, territory)
    ledger = await ledger_of(reader, territory)
    found = await voices(reader, territory, year)
    setting = setting_of(reader, ledger, territory, year)
    here, unheard = Place(id=territory, name=place.name), await who_was_not_heard(reader, territory, year)
    # A country's report has thousands of records: others are answered meanwhile.
    return await asyncio.to_thread(compose, setting, here, place.kind, place.country, found, unheard, now())


async def ledger_of(reader: Reader, territory: UUID, *, figures: bool = True) -> Ledger:
    """Gather the records that a report speaks of, with what groups observed and judged where it tells ``figures``."""
    sight = sight_of(reader.mirror, reader.identity)
    kinds = [kind for kind in PATHS if kind != "observation"]
    return await gather(reader.connection, reader.mirror, sight, territory, kinds, figures=figures)


def setting_of(reader: Reader, ledger: Ledger, territory: UUID, year: int) -> Setting:
    """Give what every part is composed from."""
    terms = agreed_terms(ledger.of("term"), territory, reader.language)
    naming = Naming(reader.codebook, reader.language, terms)
    return Setting(ledger, naming, territory, year, as_of(year, now().date()))


async def who_was_not_heard(reader: Reader, territory: UUID, year: int) -> list[Unheard]:
    """Tell, to those who read exactly, which kinds of people of a territory were not heard, or hardly."""
    if not reader.exact(territory):
        return []
    asked = Asked(territory, None, year, reader.language)
    found = await coverage_of(reader.mirror, reader.connection, reader.identity, asked, reader.as_of)
    return [_unheard(kind) for kind in found.kinds if kind.known_here and kind.standing != "heard"]


def _unheard(kind: KindOfPeople) -> Unheard:
    known = kind.population[0] if kind.population else None
    return Unheard(
        profile=kind.profile,
        standing=kind.standing,
        n_people=known.n_people if known else None,
        share=kind.share_known,
        n_groups=kind.n_groups,
        source=known.known_from if known else None,
    )


def now() -> datetime:
    """Give this moment."""
    return datetime.now(UTC)


async def links_of(reader: Reader, territory: UUID, framework: Framework, crosswalk: Crosswalk) -> Leading:
    """Give the links to a framework that a reader chose, with those of platforms of a territory, below and above it."""
    sight, codebook = sight_of(reader.mirror, reader.identity), reader.codebook.version
    found = await chosen(reader.connection, reader.mirror, sight, codebook, crosswalk, territory)
    return Leading.of(found, framework, crosswalk)


async def review_chapter(
    reader: Reader, review: Review, territory: UUID, year: int, framework: Framework, crosswalk: Crosswalk
) -> ReviewChapter:
    """Compose a chapter of a review by one framework, as its reader may read it; raises ``ScopeUnknown``."""
    place = place_of(reader, territory)
    ledger = await ledger_of(reader, territory)
    found = await voices(reader, territory, year)
    setting = setting_of(reader, ledger, territory, year)
    links, here = await links_of(reader, territory, framework, crosswalk), Place(id=territory, name=place.name)
    return await asyncio.to_thread(compose_review, setting, review, here, place.country, links, found, now())


async def budget_table(
    reader: Reader, territory: UUID, year: int | None, framework: Framework, crosswalk: Crosswalk
) -> BudgetTable:
    """Compose the table from budget lines to indicators, as its reader may read it; raises ``ScopeUnknown``."""
    place = place_of(reader, territory)
    ledger = await ledger_of(reader, territory, figures=False)
    setting = setting_of(reader, ledger, territory, year or now().year)
    links, here = await links_of(reader, territory, framework, crosswalk), Place(id=territory, name=place.name)
    return await asyncio.to_thread(compose_budgets, setting, here, year, links, now())


async def summary_of(reader: Reader, territory: UUID) -> Summary:
    """Compose the summary of a territory from what everybody may read, whoever asks; raises ``ScopeUnknown``."""
    everybody = replace(reader, identity=EVERYBODY)
    place = place_of(everybody, territory)
    ledger = await ledger_of(everybody, territory, figures=False)
    year = now().year
    found = await voices(everybody, territory, year)
    setting = setting_of(everybody, ledger, territory, year)
    return compose_summary(setting, Place(id=territory, name=place.name), place.country, found, now())


def framework_of(id: str, version: str | None = None) -> Framework:
    """Give a framework that what people say is read under; raises ``InvalidRequest``."""
    try:
        found = framework(id, version)
    except UnknownRight as error:
        raise _refused("framework-unknown", str(error)) from error
    if found.nature == "process":
        raise _refused("framework-not-read", f"{found.id} says how a city goes about rights; nothing is read under it")
    return found


def _refused(code: str, message: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "/query/framework", "code": code, "message": message}])
