"""A synthesis as the public reads it: only figures with enough groups and people behind them, rounded.

The rule is that of the public table (`disclosure.py`), on every figure of the document: at least 3 groups, 20
participants and 10 criteria, of a code or a topic at most 85 % from two groups, counts rounded to 5, shares computed
from the rounded counts. Parts that tell of single groups, territories with few groups or isolated people are left
out whole, and no quote stands beside a kind of group, a place or a year: it would say who said it.
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
    SaidMore,
    Topic,
    Voices,
)
from .schemas import TopicName


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


def may_be_released(document: Document) -> bool:
    """Tell whether enough were heard in the whole scope for any of its figures to be told."""
    return _enough(document.voices)


def released_names(names: list[TopicName], shown: Document) -> list[TopicName]:
    """Give the names of topics that are left in what the public is shown, without who gave them."""
    there = {(number, topic.topic) for number, layer in enumerate(shown.layers) for topic in layer.topics}
    return [name.model_copy(update={"named_by": None}) for name in names if (name.layer, name.topic) in there]


def _enough(part: Heard | Profile | Voices) -> bool:
    return disclosure.may_be_told(part.n_groups, part.n_participants, part.n_criteria)


def _shared(part: Ranked | Topic) -> bool:
    """Tell whether enough say it, and not two groups nearly all of it; where that is not known it is not told."""
    if part.largest_two is None:
        return False
    return disclosure.may_be_told(part.n_groups, part.n_participants, part.n_criteria, part.largest_two)


def _to_hundredths(interval: Interval) -> Interval:
    return Interval(low=round(interval.low, 2), high=round(interval.high, 2))


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
                "interval": _to_hundredths(row.interval),
                "largest_two": None,
                "human_share": None,
            }
        )
        for row in rows
        if _shared(row)
    ]


def _contrast(contrast: Contrast) -> Contrast:
    # The country of a quote is told to everybody; its profile, place and year are not.
    silent: dict[str, Any] = {} if contrast.axis == "country" else {"exemplars": []}

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
                    **silent,
                }
            )
            for row in rows
            if row.n_groups >= disclosure.GROUPS
            and row.n_groups_naming >= disclosure.GROUPS
            and row.n_groups_rest_naming >= disclosure.GROUPS
            and min(row.n_criteria, row.n_criteria_rest) >= disclosure.CRITERIA
        ]

    own = [_own(part, silent) for part in contrast.own if part.n_groups >= disclosure.GROUPS]
    told_here = {"differences": told(contrast.differences), "plot": told(contrast.plot)}
    return contrast.model_copy(update={**told_here, "own": [part for part in own if part.ranked], "too_small": []})


def _own(part: OwnRanking, silent: dict[str, Any]) -> OwnRanking:
    whole = _rounded(part.n_coded)
    ranked = [row.model_copy(update=silent) for row in _ranked(part.ranked, whole)]
    return part.model_copy(update={"n_coded": whole, "ranked": ranked})


def _layers(layers: list[Layer]) -> list[Layer]:
    return [Layer(topics=[_topic(topic) for topic in layer.topics if _shared(topic)]) for layer in layers]


def _topic(topic: Topic) -> Topic:
    counts = {name: _rounded(getattr(topic, name)) for name in ("n_criteria", "n_statements", "n_participants")}
    return topic.model_copy(
        update={
            **counts,
            "n_copies": 0,
            "largest_two": None,
            "dissenting": [],
            "share": _share(topic.n_criteria, topic.share),
            "codes": [_code(code) for code in topic.codes if code.n_criteria >= disclosure.CRITERIA],
            "uncoded_share": round(topic.uncoded_share, 2),
            "said_more_by": [
                _said_more(said)
                for said in topic.said_more_by
                if said.n_groups >= disclosure.GROUPS and said.n_criteria >= disclosure.CRITERIA
            ],
        }
    )


def _said_more(said: SaidMore) -> SaidMore:
    return said.model_copy(
        update={
            "n_criteria": _rounded(said.n_criteria),
            "log_odds": round(said.log_odds, 2),
            "interval": _to_hundredths(said.interval),
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
    # Which kinds of groups a period lacks tells of kinds with few groups.
    nobody: dict[str, list[str]] = {"missing_in_first": [], "missing_in_last": []}
    comparison = found.comparison and found.comparison.model_copy(update=nobody)
    return found.model_copy(update={"changes": kept, "comparison": comparison})


def _change(change: Change) -> Change:
    shares = [
        share.model_copy(
            update={
                "n_criteria": _rounded(share.n_criteria),
                "share": _share(share.n_criteria, share.share),
                "interval": _to_hundredths(share.interval),
            }
        )
        for share in change.shares
    ]
    difference = None if change.difference is None else round(change.difference, 2)
    interval = change.interval and _to_hundredths(change.interval)
    return change.model_copy(update={"shares": shares, "difference": difference, "interval": interval})


def _alike(document: Document, voices: Voices) -> list[Alike]:
    large = {heard.value for heard in voices.by_territory if _enough(heard)}
    return [pair for pair in document.alike if str(pair.first) in large and str(pair.second) in large]
