"""A synthesis as the public reads it: only figures with enough groups and people behind them, rounded.

The rule is that of the public table (`disclosure.py`), on every figure of the document: at least 3 groups, 20
participants and 10 criteria, counts rounded to 5, shares computed from the rounded counts. Parts that tell of
single groups, territories with few groups or isolated people are left out whole.
"""

from typing import Any

from .. import disclosure
from .document import (
    Alike,
    Change,
    Changes,
    CodeShare,
    Contrast,
    Document,
    Heard,
    Interval,
    Layer,
    OwnRanking,
    Profile,
    Ranked,
    Topic,
    Voices,
)


def released(document: Document) -> Document:
    """Give what everybody may read of a document."""
    voices = document.voices
    return document.model_copy(
        update={
            "voices": _voices(voices),
            "profiles": [_profile(profile) for profile in document.profiles if _enough(profile)],
            "contrasts": [_contrast(contrast) for contrast in document.contrasts],
            "layers": _layers(document.layers),
            "isolated": document.isolated.model_copy(update={"n_criteria": 0, "criteria": []}),
            "disagreements": [],
            "changes": _changes(document.changes),
            "countries": [],
            "maps": [],
            "alike": _alike(document, voices),
        }
    )


def _enough(part: Any) -> bool:
    return bool(
        part.n_groups >= disclosure.GROUPS
        and part.n_participants >= disclosure.PARTICIPANTS
        and part.n_criteria >= disclosure.CRITERIA
    )


def _rounded(n: int) -> int:
    return (n + disclosure.BASE // 2) // disclosure.BASE * disclosure.BASE


def _share(n: int, share: float) -> float:
    """Give a share from rounded counts: an exact one would give the exact count away."""
    return round(_rounded(n) / _rounded(round(n / share)), 4) if share else 0.0


def _voices(voices: Voices) -> Voices:
    lists = {name: _heard(getattr(voices, name)) for name in Voices.model_fields if name.startswith("by_")}
    counts = {name: _rounded(getattr(voices, name)) for name in ("n_criteria", "n_statements", "n_participants")}
    return voices.model_copy(update={**lists, **counts})


def _heard(found: list[Heard]) -> list[Heard]:
    return [
        heard.model_copy(
            update={"n_criteria": _rounded(heard.n_criteria), "n_participants": _rounded(heard.n_participants)}
        )
        for heard in found
        if _enough(heard)
    ]


def _profile(profile: Profile) -> Profile:
    whole = _rounded(profile.n_coded)
    counts = {name: _rounded(getattr(profile, name)) for name in ("n_criteria", "n_coded", "n_participants")}
    rows = {name: _ranked(getattr(profile, name), whole) for name in ("dimensions", "components")}
    # What hardly anybody named is known of few people; what nobody named is known of none.
    return profile.model_copy(update={**counts, **rows, "hardly": []})


def _ranked(rows: list[Ranked], whole: int) -> list[Ranked]:
    return [
        row.model_copy(
            update={
                "n_criteria": _rounded(row.n_criteria),
                "n_participants": _rounded(row.n_participants),
                "share": round(_rounded(row.n_criteria) / whole, 4) if whole else 0.0,
                "interval": Interval(low=round(row.interval.low, 2), high=round(row.interval.high, 2)),
                "human_share": None,
            }
        )
        for row in rows
        if _enough(row)
    ]


def _contrast(contrast: Contrast) -> Contrast:
    def told(rows: list[Any]) -> list[Any]:
        return [
            row.model_copy(
                update={
                    "n_criteria": _rounded(row.n_criteria),
                    "n_criteria_rest": _rounded(row.n_criteria_rest),
                    "share": _share(row.n_criteria, row.share),
                    "share_rest": _share(row.n_criteria_rest, row.share_rest),
                    "log_odds": round(row.log_odds, 1),
                    "interval": Interval(low=round(row.interval.low, 1), high=round(row.interval.high, 1)),
                }
            )
            for row in rows
            if row.n_groups >= disclosure.GROUPS
            and row.n_groups_naming >= disclosure.GROUPS
            and row.n_groups_rest_naming >= disclosure.GROUPS
            and min(row.n_criteria, row.n_criteria_rest) >= disclosure.CRITERIA
        ]

    own = [_own(part) for part in contrast.own if part.n_groups >= disclosure.GROUPS]
    told_here = {"differences": told(contrast.differences), "plot": told(contrast.plot)}
    return contrast.model_copy(update={**told_here, "own": [part for part in own if part.ranked], "too_small": []})


def _own(part: OwnRanking) -> OwnRanking:
    whole = _rounded(part.n_coded)
    return part.model_copy(update={"n_coded": whole, "ranked": _ranked(part.ranked, whole)})


def _layers(layers: list[Layer]) -> list[Layer]:
    return [Layer(topics=[_topic(topic) for topic in layer.topics if _enough(topic)]) for layer in layers]


def _topic(topic: Topic) -> Topic:
    counts = {name: _rounded(getattr(topic, name)) for name in ("n_criteria", "n_statements", "n_participants")}
    return topic.model_copy(
        update={
            **counts,
            "n_copies": 0,
            "dissenting": [],
            "share": _share(topic.n_criteria, topic.share),
            "codes": [_code(code) for code in topic.codes if code.n_criteria >= disclosure.CRITERIA],
            "said_more_by": [
                said.model_copy(update={"n_criteria": _rounded(said.n_criteria)})
                for said in topic.said_more_by
                if said.n_groups >= disclosure.GROUPS and said.n_criteria >= disclosure.CRITERIA
            ],
        }
    )


def _code(code: CodeShare) -> CodeShare:
    return code.model_copy(
        update={"n_criteria": _rounded(code.n_criteria), "share": _share(code.n_criteria, code.share)}
    )


def _changes(found: Changes | None) -> Changes | None:
    if found is None:
        return None

    def told(change: Change) -> bool:
        return all(
            share.n_groups >= disclosure.GROUPS and share.n_criteria >= disclosure.CRITERIA for share in change.shares
        )

    kept = [_change(change) for change in found.changes if told(change)]
    return found.model_copy(update={"changes": kept})


def _change(change: Change) -> Change:
    shares = [
        share.model_copy(
            update={"n_criteria": _rounded(share.n_criteria), "share": _share(share.n_criteria, share.share)}
        )
        for share in change.shares
    ]
    return change.model_copy(update={"shares": shares})


def _alike(document: Document, voices: Voices) -> list[Alike]:
    large = {heard.value for heard in voices.by_territory if _enough(heard)}
    return [pair for pair in document.alike if str(pair.first) in large and str(pair.second) in large]
