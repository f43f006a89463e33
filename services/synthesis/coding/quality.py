"""How well the coder and people agree, told honestly: nothing is compared that the coder had been told.

A text that people coded is often a lesson of the coder that serves. For those the reading has kept what the coder
would say had it not learnt these words (`blind_codes`), and that is what is compared here.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..engine.coding.agreement import calibration_bins, confusions, kappa, share
from ..engine.coding.calibration import calibration_error
from ..mirror import Mirror
from ..reach import below
from ..selecting import exact_reach
from ..trends import label, notice
from .schemas import Agreement, CalibrationBin, Confusion, Quality

By = Literal["component", "dimension", "language", "country", "territory"]

MOST_CONFUSIONS = 20

_COMPARED = """
select distinct on (c.statement_id, c.question, c.human_code)
    c.human_code as person, c.language, t.country, g.territory_id::text as territory, p.learnt,
    case when p.learnt then p.blind_codes else p.codes end as codes,
    case when p.learnt then p.blind_scores else p.scores end as scores,
    case when p.learnt then p.blind_code else p.code end as proposed
from criterion c join known_group g on g.id = c.group_id left join known_territory t on t.id = g.territory_id
join proposal p on p.statement_id = c.statement_id and p.question = c.question
    and p.reading_id = (select id from reading where state = 'serving')
where c.human_code is not null and c.text is not null and not g.withdrawn
    and ($1::uuid[] is null or g.territory_id = any($1)) and ($2::boolean or c.scope <> 'local')
    and ($3::text is null or c.human_status = $3) and ($4::text is null or c.language = $4)
    and ($5::text is null or t.country = $5)
order by c.statement_id, c.question, c.human_code, c.id
"""


@dataclass(frozen=True)
class Wanted:
    """What is compared, and by what it is told apart."""

    by: By
    under: UUID | None
    country: str | None
    language: str | None
    status: str | None
    labels: str


async def quality(
    mirror: Mirror, connection: Connection, identity: Identity, wanted: Wanted, codebook: Codebook
) -> Quality:
    """Compare people's codes with the serving coder's answers.

    Staff read all but what stays local, a partner what lies under a territory of its own. Raises ``ScopeNotYours``
    and ``CubeNotPublic``.
    """
    scopes = exact_reach(mirror, identity, wanted.under)
    under = below(mirror, [wanted.under]) if wanted.under else None
    rows = await connection.fetch(_COMPARED, under, scopes is None, wanted.status, wanted.language, wanted.country)
    coder = await connection.fetchval("select coder from reading where state = 'serving'")
    right = np.array([row["person"] == row["codes"][0] for row in rows], dtype=np.bool_)
    sure = np.array([row["scores"][0] for row in rows], dtype=np.float64)
    return Quality(
        coder=coder,
        by=wanted.by,
        n=len(rows),
        n_learnt=sum(row["learnt"] for row in rows),
        whole=_agreement(rows, codebook) if rows else None,
        rows=_parts(mirror, rows, wanted, codebook),
        calibration_error=round(calibration_error(sure, right), 4) if rows else None,
        calibration=[CalibrationBin(**asdict(each)) for each in calibration_bins(sure, right)] if rows else [],
        confusions=_confusions(rows, codebook, wanted.labels),
        codebook=notice(codebook),
    )


def _parts(mirror: Mirror, rows: list[Any], wanted: Wanted, codebook: Codebook) -> list[Agreement]:
    parts: dict[str, list[Any]] = {}
    for row in rows:
        parts.setdefault(_value(row, wanted.by), []).append(row)
    found = [(value, _label(mirror, codebook, wanted, value), part) for value, part in parts.items()]
    ordered = sorted(found, key=lambda each: (-len(each[2]), each[0]))
    return [_agreement(part, codebook, value, name) for value, name, part in ordered]


def _value(row: Any, by: By) -> str:
    found: str | None = row["person"][:1] if by == "dimension" else row["person" if by == "component" else by]
    return found or ""


def _label(mirror: Mirror, codebook: Codebook, wanted: Wanted, value: str) -> str | None:
    if wanted.by in ("component", "dimension"):
        return label(codebook, value, wanted.labels)
    if wanted.by == "territory" and value:
        place = mirror.territories.get(UUID(value))
        return place.name if place else None
    return None


def _agreement(rows: list[Any], codebook: Codebook, value: str | None = None, name: str | None = None) -> Agreement:
    person, machine = [row["person"] for row in rows], [row["codes"][0] for row in rows]
    same = _equal(person, machine)
    dimension = _equal(_dimensions(person, codebook), _dimensions(machine, codebook))
    one, other = share(same), share(dimension)
    proposed = [_accepted(row, codebook) for row in rows if row["proposed"] is not None]
    return Agreement(
        value=value,
        label=name,
        n=len(rows),
        component=round(one.share, 4),
        component_low=round(one.low, 4),
        component_high=round(one.high, 4),
        dimension=round(other.share, 4),
        dimension_low=round(other.low, 4),
        dimension_high=round(other.high, 4),
        in_three=round(float(np.mean([row["person"] in row["codes"] for row in rows])), 4),
        kappa=kappa(person, machine),
        kappa_dimension=kappa(_dimensions(person, codebook), _dimensions(machine, codebook)),
        n_proposed=len(proposed),
        proposed_right=round(float(np.mean(proposed)), 4) if proposed else None,
    )


def _equal(some: list[str], others: list[str]) -> NDArray[np.bool_]:
    return np.array([one == other for one, other in zip(some, others, strict=True)], dtype=np.bool_)


def _dimensions(codes: list[str], codebook: Codebook) -> list[str]:
    return [codebook.entries[code].dimension if code in codebook.entries else code[:1] for code in codes]


def _accepted(row: Any, codebook: Codebook) -> bool:
    """Tell whether a proposal is right: for a general entry its dimension is enough."""
    entry = codebook.entries.get(row["proposed"])
    if entry is not None and entry.general:
        return _dimensions([row["person"]], codebook) == [entry.dimension]
    same: bool = row["proposed"] == row["person"]
    return same


def _confusions(rows: list[Any], codebook: Codebook, language: str) -> list[Confusion]:
    pairs = confusions([row["person"] for row in rows], [row["codes"][0] for row in rows], MOST_CONFUSIONS)
    return [
        Confusion(
            person=person,
            person_label=label(codebook, person, language),
            machine=machine,
            machine_label=label(codebook, machine, language),
            n=n,
        )
        for person, machine, n in pairs
    ]
