"""What people should look at first: where the coder is unsure, many say it, or people nearby coded otherwise."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..mirror import Mirror
from ..reach import below
from ..selecting import exact_reach
from ..trends import label, notice
from .schemas import Act, Candidate, MeaningProposed, Reason, ReviewItem, ReviewQueue

CONTESTED = 0.5
"""From this share of near human codes on that speak against the proposal, it is told as a reason."""

UNSURE = 0.5
"""Doubt from which it is told as a reason."""

OFTEN = 5
"""Criteria, or groups, from which a statement is said often."""

_QUEUE = """
with reach as (
    select c.id, c.statement_id, c.question, c.group_id, c.human_code
    from criterion c join known_group g on g.id = c.group_id
    where c.text is not null and not c.taken_up and not g.withdrawn
    and c.human_status is distinct from 'validated'
    and ($1::uuid[] is null or g.territory_id = any($1))
    and ($2::uuid[] is null or c.territory_id = any($2))
    and ($3::boolean or c.scope <> 'local')
    and ($4::text is null or c.language = $4) and ($5::text is null or c.question = $5)
    and ($6::text is null or exists (
        select 1 from known_territory t where t.id = g.territory_id and t.country = $6))),
heard as (
    select statement_id, question, min(id::text)::uuid as id, count(*) as n_said,
        count(distinct group_id) as n_groups, (array_agg(id order by id))[1:20] as ids, max(human_code) as human_code
    from reach group by statement_id, question, coalesce(human_code, '')),
doubted as (
    select h.*, p.code, p.meaning, p.meaning_score, p.contested,
        case when p.learnt then p.blind_codes else p.codes end as codes,
        case when p.learnt then p.blind_scores else p.scores end as scores,
        p.codes as told, p.scores as told_scores
    from heard h join proposal p on p.statement_id = h.statement_id and p.question = h.question
        and p.reading_id = (select id from reading where state = 'serving')
    where $7::text is null or p.codes[1] like $7 || '%' or p.code like $7 || '%'),
ranked as (
    select d.*, 1 - (scores[1] - coalesce(scores[2], 0)) as doubt, t.code as topic_code,
        human_code is not null and left(human_code, 1) <> left(codes[1], 1) as differs
    from doubted d left join topic_doubt t on t.statement_id = d.statement_id and t.question = d.question
        and t.code is distinct from coalesce(d.human_code, d.code))
select *, (doubt + contested + case when differs then 1 else 0 end + case when topic_code is null then 0 else 0.5 end)
    * (1 + ln(n_groups) + 0.5 * ln(n_said)) as priority
from ranked where human_code is null or differs
order by priority desc, id limit $8
"""

_SHOWN = """
select c.id, c.text, c.language, c.question, c.revision, c.group_id, g.territory_id, t.country
from criterion c left join known_group g on g.id = c.group_id left join known_territory t on t.id = g.territory_id
where c.id = any($1) and c.text is not null
"""


@dataclass(frozen=True)
class Asked:
    """What part of the queue is asked for."""

    under: UUID | None
    country: str | None
    language: str | None
    question: str | None
    code: str | None
    limit: int
    labels: str


async def review(
    mirror: Mirror, connection: Connection, identity: Identity, asked: Asked, codebook: Codebook
) -> ReviewQueue:
    """Give what is not validated yet, the most worth looking at first, each statement once a question.

    Staff see all but what stays local; a partner names a territory of its own and sees all that its own sources said
    there. Raises ``ScopeNotYours`` and ``CubeNotPublic``.
    """
    scopes = exact_reach(mirror, identity, asked.under)
    own = None if identity.reads_everything else below(mirror, identity.roots)
    rows = await connection.fetch(
        _QUEUE,
        below(mirror, [asked.under]) if asked.under else None,
        own,
        scopes is None,
        asked.language,
        asked.question,
        asked.country,
        asked.code,
        asked.limit,
    )
    shown = {row["id"]: row for row in await connection.fetch(_SHOWN, [row["id"] for row in rows])}
    items = [_item(row, shown[row["id"]], codebook, asked.labels) for row in rows if row["id"] in shown]
    return ReviewQueue(items=items, codebook=notice(codebook))


def _item(row: Any, said: Any, codebook: Codebook, language: str) -> ReviewItem:
    proposals = [
        Candidate(code=code, label=label(codebook, code, language), score=round(score, 4))
        for code, score in zip(row["told"], row["told_scores"], strict=True)
    ]
    return ReviewItem(
        id=said["id"],
        text=said["text"],
        language=said["language"],
        country=said["country"],
        question=said["question"],
        territory_id=said["territory_id"],
        group_id=said["group_id"],
        revision=said["revision"],
        etag=f'"{said["revision"]}"',
        n_said=row["n_said"],
        n_groups=row["n_groups"],
        same_words=[each for each in row["ids"] if each != said["id"]],
        human_code=row["human_code"],
        proposed=row["code"],
        proposed_label=label(codebook, row["code"], language),
        proposals=proposals,
        meaning=_meaning(row, codebook, language),
        priority=round(float(row["priority"]), 4),
        reasons=_reasons(row),
        act=_act(said["id"], row["code"] or row["told"][0], codebook.version),
    )


def _meaning(row: Any, codebook: Codebook, language: str) -> MeaningProposed | None:
    if row["meaning"] is None:
        return None
    known = codebook.meanings.get(row["meaning"][0])
    words = known and (known.details.get(row["meaning"][1:]) or known.labels.get(language, known.labels["en"]))
    return MeaningProposed(meaning=row["meaning"], label=words or None, score=round(row["meaning_score"], 4))


def _reasons(row: Any) -> list[Reason]:
    found = []
    if row["differs"]:
        found.append(("people-and-machine-differ", "A person coded it in another dimension than the coder would"))
    if row["contested"] >= CONTESTED:
        found.append(("neighbours-disagree", "People coded statements that mean nearly the same otherwise"))
    if row["topic_code"] is not None:
        found.append(("topic-disagrees", f"Most of what its topic holds has the code {row['topic_code']}"))
    if row["code"] is None:
        found.append(("uncoded", "The coder is too unsure to propose anything"))
    elif row["code"] not in row["told"][:1]:
        found.append(("general-only", "The coder is sure of the dimension only"))
    elif row["doubt"] >= UNSURE:
        found.append(("unsure", "The two likeliest codes are close"))
    if row["n_said"] >= OFTEN:
        found.append(("said-often", f"Said {row['n_said']} times, in {row['n_groups']} groups"))
    return [Reason(code=code, text=text) for code, text in found or [("not-validated", "Nobody has looked at it yet")]]


def _act(criterion: UUID, code: str, codebook: str) -> Act:
    body = {"codes": [code], "codebook": codebook, "decision": "validated"}
    return Act(
        method="POST",
        href=f"/v1/criteria/{criterion}/codings",
        accept=body,
        correct=body | {"codes": ["CODE"]},
        reject={"codes": [], "codebook": codebook, "decision": "rejected"},
    )
