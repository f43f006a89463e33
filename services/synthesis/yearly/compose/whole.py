"""A whole yearly report from its parts, with the records that stand behind it."""

from datetime import datetime
from uuid import UUID

from shared.vocabulary.codebook import Codebook

from ...process.records import KnownRecord
from ...schemas import CodebookNotice
from ..document import Place, Source, Unheard, YearlyReport
from ..records import day
from ..voices import Voices
from .changed import compose_changed
from .decided import compose_decided
from .done import compose_done
from .said import compose_said
from .setting import Setting


def compose(
    setting: Setting, place: Place, kind: str, country: str, found: Voices, unheard: list[Unheard], made_at: datetime
) -> YearlyReport:
    """Put a yearly report together; nothing is read or counted here that was not given."""
    codebook: Codebook = setting.naming.codebook
    report = YearlyReport(
        territory=place,
        kind=kind,
        country=country,
        year=setting.year,
        audience="exact" if setting.ledger.fewest == 1 else "public",
        as_of=setting.as_of,
        made_at=made_at,
        said=compose_said(found, setting.naming),
        decided=compose_decided(setting),
        done=compose_done(setting),
        changed=compose_changed(setting),
        unheard=unheard,
        glossary=setting.naming.glossary,
        sources=[],
        codebook=CodebookNotice(version=codebook.version, provisional=codebook.provisional, notice=codebook.notice),
    )
    return report.model_copy(update={"sources": sources(setting, report)})


def sources(setting: Setting, report: YearlyReport) -> list[Source]:
    """List the records that the report speaks of, with who keeps them, who wrote their links, and when."""
    evaluations = [one.id for one in setting.ledger.of("evaluation") if setting.in_year(day(one.body, "held_on"))]
    told = dict.fromkeys([*_told(report), *evaluations])
    return [source(setting, record) for id in told if (record := setting.ledger.find(id)) is not None]


def _told(report: YearlyReport) -> list[UUID]:
    decided, changed = report.decided, report.changed
    parts = (
        decided.meetings, decided.commitments, decided.standing, decided.scenarios, decided.collective_criteria,
        decided.plans, report.done.actions, changed.situations, changed.measures, changed.improvements,
    )  # fmt: skip
    return [entry.id for part in parts for entry in part] + [cell.of for cell in changed.evaluations]


def source(setting: Setting, record: KnownRecord) -> Source:
    """Tell of one record who keeps it, who wrote its links, and when it last changed."""
    ledger = setting.ledger
    return Source(
        **setting.entry(record),
        platform=ledger.platforms.get(record.platform_id) if record.platform_id else None,
        by=list(ledger.authors.get(record.id, ())),
        revision=record.revision,
        updated_at=record.updated_at,
    )
