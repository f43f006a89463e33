"""What must hold between evaluations and what they are of."""

from typing import cast
from uuid import UUID

from ..records.drafts import Draft
from ..records.store import RecordStore
from .schemas import ASPECTS, Evaluation, EvaluationKind, Judgement


def said(draft: Draft) -> Evaluation:
    """Give what a draft says."""
    return cast(Evaluation, draft.body)


async def of_what_it_may_be(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a self-evaluation of anything but a platform: it judges how the process went."""
    for draft in drafts:
        body = said(draft)
        if body.kind_of == EvaluationKind.SELF_EVALUATION and body.of.kind != "platform":
            draft.refuse("of", "evaluation-of", "a self-evaluation is of a platform and its process")


async def each_judges_once(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second judgement of the same group on the same aspect of the same action."""
    for draft in drafts:
        seen: set[tuple[object, ...]] = set()
        for index, judgement in enumerate(said(draft).judgements):
            key = _key(said(draft), judgement)
            if key in seen:
                draft.refuse(f"judgements/{index}", "judged-twice", "this group has judged this already")
            seen.add(key)


async def within_its_plan(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse judgements on another action than the one evaluated, or than those of the plan evaluated."""
    named = {cast(UUID, each.action.id) for draft in drafts for each in said(draft).judgements if each.action}
    bodies = await store.bodies("action", named)
    for draft in drafts:
        body = said(draft)
        for index, judgement in enumerate(body.judgements):
            action = judgement.action.id if judgement.action else None
            if action is None or body.of.kind == "platform":
                continue
            plan = (bodies.get(action, {}).get("plan") or {}).get("id")
            if str(body.of.id) not in (str(action), plan):
                draft.refuse(f"judgements/{index}/action", "action-elsewhere", "this action is not what is evaluated")


def _key(body: Evaluation, judgement: Judgement) -> tuple[object, ...]:
    aspect = getattr(judgement, ASPECTS[body.kind_of])
    action = judgement.action.id if judgement.action else body.of.id
    return (
        action,
        aspect if isinstance(aspect, int) else aspect.key(),
        judgement.group.id if judgement.group else None,
    )
