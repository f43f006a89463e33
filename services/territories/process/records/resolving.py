"""References of drafts, looked up all at once: every one must lead to something that its author may see."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.identity import Identity

from ...reach import reaches
from .bodies import LinkField
from .drafts import Draft
from .kinds import Kind
from .links import Ref
from .store import RecordStore

# What a reference may lead to, all in one shape.
_TARGETS = """
with target as (
    select r.id, r.kind, r.platform_id, r.source, r.external_id, r.released, r.withdrawn_at is not null as withdrawn
    from record r
    union all
    select g.id, 'group', g.platform_id, g.source, g.external_id, false, false from consulted_group g
    union all
    select p.id, 'platform', p.id, p.source, p.external_id, true, false from platform p
)
select d.*, t.path from target d join platform p on p.id = d.platform_id join territory t on t.id = p.territory_id
"""

_BY_ID = f"{_TARGETS} where d.id = any($1::uuid[])"
_BY_NAME = f"{_TARGETS} where d.platform_id = any($1::uuid[]) and d.external_id = any($2::text[])"


@dataclass(frozen=True)
class Target:
    """What a reference leads to."""

    id: UUID
    kind: str
    source: str
    withdrawn: bool = False


@dataclass(frozen=True)
class _Reference:
    draft: Draft
    field: LinkField
    place: str
    ref: Ref

    @property
    def name(self) -> tuple[UUID, str]:
        return self.draft.platform_id, self.ref.external_id or ""


async def resolve(store: RecordStore, kind: Kind, drafts: Sequence[Draft], speaker: Identity) -> None:
    """Give every reference the id of what it leads to, and refuse drafts whose references lead nowhere.

    A reference to a record of the same call leads to it. One that was kept before stays, also when what it
    leads to has been withdrawn since.
    """
    references = list(_references(kind, drafts))
    by_id, by_name = await _look_up(store, references, speaker)
    for draft in drafts:
        here = Target(draft.id, kind.name, draft.source)
        by_id[draft.id] = here
        by_name[draft.platform_id, draft.external_id].append(here)
    for reference in references:
        _point(reference, by_id, by_name)


def _references(kind: Kind, drafts: Sequence[Draft]) -> Iterator[_Reference]:
    for draft in drafts:
        for field in kind.links:
            for place, link in field.found(draft.body):
                if isinstance(link, Ref):
                    yield _Reference(draft, field, place, link)


async def _look_up(
    store: RecordStore, references: Sequence[_Reference], speaker: Identity
) -> tuple[dict[UUID, Target], dict[tuple[UUID, str], list[Target]]]:
    by_id: dict[UUID, Target] = {}
    by_name: dict[tuple[UUID, str], list[Target]] = defaultdict(list)
    if ids := {each.ref.id for each in references if each.ref.id}:
        for row in await store.connection.fetch(_BY_ID, list(ids)):
            if row["released"] or reaches(speaker, row["path"]):
                by_id[row["id"]] = _target(row)
    if names := {each.name for each in references if each.ref.external_id}:
        platforms, called = zip(*names, strict=True)
        for row in await store.connection.fetch(_BY_NAME, list(set(platforms)), list(set(called))):
            by_name[row["platform_id"], row["external_id"]].append(_target(row))
    return by_id, by_name


def _target(row: Any) -> Target:
    return Target(row["id"], row["kind"], row["source"], row["withdrawn"])


def _point(reference: _Reference, by_id: dict[UUID, Target], by_name: dict[tuple[UUID, str], list[Target]]) -> None:
    ref, draft = reference.ref, reference.draft
    wanted = (ref.kind,) if ref.kind else reference.field.to
    found = [by_id[ref.id]] if ref.id in by_id else by_name.get(reference.name, []) if ref.external_id else []
    found = list({each.id: each for each in found if each.kind in wanted and each.kind in reference.field.to}.values())
    if len(found) > 1:
        found = [each for each in found if each.source == draft.source]
    if not found and ref.id is not None and (kept := _as_kept(reference, ref.id)):
        ref.kind = kept.get("kind")
        return  # a group or a platform that is gone: what was said of it stays
    if len(found) != 1:
        kinds = " or ".join(reference.field.to)
        draft.refuse(reference.place, "reference-unknown", f"no {kinds} with this name is kept here for you")
        return
    target = found[0]
    if target.withdrawn and not _as_kept(reference, target.id):
        draft.refuse(reference.place, "reference-withdrawn", f"this {target.kind} was withdrawn")
    ref.id, ref.external_id = target.id, None
    ref.kind = target.kind if len(reference.field.to) > 1 else None


def _as_kept(reference: _Reference, identity: UUID) -> Mapping[str, Any] | None:
    """Give the link to this id that the field had before, if it had one."""
    known = reference.draft.known
    kept = reference.field.kept(known.body) if known else ()
    return next((link for link in kept if link.get("id") == str(identity)), None)


def refuse_followers(kind: Kind, drafts: Sequence[Draft]) -> None:
    """Refuse drafts that point to one of the same call that is refused itself, and those that point to them."""
    if not any(draft.faults for draft in drafts):
        return
    references = [each for each in _references(kind, drafts) if each.ref.id != each.draft.id]
    more = True
    while more:
        missing = {draft.id for draft in drafts if draft.faults and not draft.stands}
        lost = [each for each in references if each.ref.id in missing and not each.draft.faults]
        for each in lost:
            each.draft.refuse(each.place, "reference-unknown", "what this points to is refused itself")
        more = bool(lost)
