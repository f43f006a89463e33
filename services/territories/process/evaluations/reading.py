"""Evaluations that a reader may see, brought together to one matrix."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from shared.errors import InvalidRequest
from shared.identity import Identity

from ...store.where import Where
from ..indicators.diagnosis import FEWEST
from ..records.drafts import Kept
from ..records.links import ComponentLink, RightLink
from ..records.listing import RecordFilter, where_of
from ..records.seeing import sees_all
from ..records.store import RecordStore
from .kinds import EVALUATION
from .matrix import Judged, Matrix, matrix
from .schemas import EvaluationKind

MOST = 2000
"""Evaluations that one matrix brings together."""

OF_PLAN = """(
    r.body->'of'->>'id' = {0}::text or r.body->'of'->>'id' in (select a.id::text from record a where a.kind = 'action'
        and a.body->'plan'->>'id' = {0}::text))"""


class MatrixOf(BaseModel):
    """Of what the matrix is: one action, a plan and its actions, or everything that a platform evaluated."""

    action: UUID | None = None
    plan: UUID | None = None
    platform: UUID | None = None
    kind_of: EvaluationKind | None = Field(default=None, description="Only evaluations of this kind")


async def matrix_of(store: RecordStore, speaker: Identity, wanted: MatrixOf) -> Matrix:
    """Give the matrix of every evaluation that this speaker may see.

    Raises ``InvalidRequest`` unless it is asked for exactly one action, plan or platform.
    """
    found = await store.page(_where(speaker, wanted), MOST)
    whole = all(sees_all(speaker, kept) for kept in found) and speaker.role not in ("public", "app")
    judged = [each for kept in found for each in judgements_of(kept)]
    if wanted.action:
        judged = [each for each in judged if each.of == wanted.action]
    return matrix(judged, len(found), fewest=1 if whole else FEWEST)


def judgements_of(kept: Kept) -> Iterator[Judged]:
    """Give the judgements of an evaluation as far as they are counted."""
    body = kept.body
    for each in body.get("judgements", ()):
        yield Judged(
            kind_of=body["kind_of"],
            of=UUID((each.get("action") or body["of"])["id"]),
            aspect=_aspect(body["kind_of"], each),
            moment=body["moment"],
            situation=each["situation"],
            held_on=date.fromisoformat(body["held_on"]),
            group=UUID(each["group"]["id"]) if each.get("group") else None,
        )


def _aspect(kind_of: str, judgement: dict[str, Any]) -> str:
    if kind_of == EvaluationKind.SELF_EVALUATION:
        return f"phase/{judgement['phase']}"
    if kind_of == EvaluationKind.HUMAN_RIGHTS_IMPACT:
        return RightLink.model_validate(judgement["right"]).key()
    return ComponentLink.model_validate(judgement["component"]).key()


def _where(speaker: Identity, wanted: MatrixOf) -> Where:
    _require_one(each for each in (wanted.action, wanted.plan, wanted.platform) if each)
    where = where_of(EVALUATION, speaker, RecordFilter(platform_id=wanted.platform))
    where.add("r.body->>'kind_of' = {}", wanted.kind_of)
    where.add(
        "exists (select 1 from link l where l.from_id = r.id and l.kind = 'action' and l.key = {}::text)",
        wanted.action and str(wanted.action),
    )
    where.add(OF_PLAN, wanted.plan and str(wanted.plan))
    return where


def _require_one(given: Iterable[UUID]) -> None:
    if len(list(given)) != 1:
        message = "ask for one action, one plan or one platform"
        raise InvalidRequest(errors=[{"pointer": "/query/action", "code": "missing", "message": message}])
