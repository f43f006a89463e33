"""What people said: the figures of voices, cut to what a report tells and named in its language."""

from itertools import groupby

from ...schemas import TrendRow
from ..document import Heard, OwnRanking, Question, Said, SaidMore, SynthesisLink, WhatWasSaid
from ..naming import Naming
from ..voices import Answers, Named, Voices

TOP = 8
"""Components told for each question."""

OWN = 3
"""Components told for each kind of group."""

MORE = 6
"""Differences told."""


def compose_said(found: Voices, naming: Naming) -> WhatWasSaid:
    """Tell what people said."""
    return WhatWasSaid(
        audience="exact" if found.origin == "live" else "public",
        rule=found.rule,
        source=found.origin,
        this_year=_heard(found.this_year),
        to_date=_heard(found.to_date),
        questions=[_question(answers, naming) for answers in found.answers if answers.n_coded],
        groups=_own(found, naming),
        said_more=[
            SaidMore(
                profile=alarm.value,
                question=alarm.question,
                component=naming.component(alarm.code),
                direction=alarm.direction,
                share=alarm.share,
                share_rest=alarm.share_rest,
                n_groups=alarm.n_groups,
                href=f"/v1/contrast?by=profile&value={alarm.value}",
            )
            for alarm in found.said_more[:MORE]
        ],
        synthesis=_synthesis(found),
    )


def _heard(counts: tuple[int | None, int | None, int | None] | None) -> Heard | None:
    if counts is None:
        return None
    return Heard(n_groups=counts[0], n_participants=counts[1], n_criteria=counts[2])


def _question(answers: Answers, naming: Naming) -> Question:
    named = [one for one in answers.named if one.n]
    never = [one.code for one in answers.named if not one.n and not one.code.endswith("00")]
    return Question(
        question=answers.question,
        n_criteria=answers.n_criteria,
        n_coded=answers.n_coded,
        n_groups=answers.n_groups,
        n_participants=answers.n_participants,
        top=[_said(one, naming) for one in named[:TOP]],
        never=naming.components(sorted(never)),
    )


def _said(one: Named, naming: Naming) -> Said:
    return Said(
        component=naming.component(one.code),
        n_criteria=one.n,
        share=one.share,
        low=one.low,
        high=one.high,
        n_groups=one.n_groups,
    )


def _own(found: Voices, naming: Naming) -> list[OwnRanking]:
    """Rank inside each kind of group: what comes first there, whatever the others say."""
    heard = {row.profile: row for row in found.by_profile}
    told = []
    for (profile, question), rows in groupby(found.own, key=lambda row: (row.profile, row.question)):
        whole = heard.get(profile)
        if profile is None or question is None or whole is None:
            continue
        top = [_row(row, naming) for row in list(rows)[:OWN]]
        told.append(
            OwnRanking(
                profile=profile,
                question=question,
                n_groups=whole.n_groups or 0,
                n_participants=whole.n_participants,
                top=top,
            )
        )
    return told


def _row(row: TrendRow, naming: Naming) -> Said:
    return Said(
        component=naming.component(row.component or ""),
        n_criteria=row.n_criteria or 0,
        share=row.share or 0.0,
        n_groups=row.n_groups,
    )


def _synthesis(found: Voices) -> SynthesisLink | None:
    row = found.synthesis
    if row is None:
        return None
    return SynthesisLink(
        id=row["id"],
        title=row["request"].get("title") or row["scope_name"],
        released=row["released_at"] is not None,
        finished_at=row["finished_at"],
        href=f"/v1/syntheses/{row['id']}/report",
    )
