"""Every figure of a synthesis as one kind of line, whatever part it comes from."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ...process.coverage.schemas import KindOfPeople
from ..document import Change, Changes, Contrast, Difference, Document, Heard, Interval, Map, OwnRanking, Profile, Topic
from .parts.labels import topic_label
from .parts.telling import Telling
from .phrases import seen

_VOICES = ("question", "profile", "country", "territory", "year", "language", "status")


@dataclass(frozen=True)
class Figure:
    """One line; what does not apply is empty. Shares are between 0 and 1, ``odds`` is an odds ratio."""

    section: str
    axis: str | None = None
    part: str | None = None
    question: str | None = None
    level: str | None = None
    code: str | None = None
    label: str | None = None
    period: str | None = None
    layer: int | None = None
    topic: int | None = None
    parent: int | None = None
    identity: int | None = None
    rank: int | None = None
    n_criteria: int | None = None
    n_groups: int | None = None
    n_participants: int | None = None
    n_countries: int | None = None
    share: float | None = None
    share_rest: float | None = None
    odds: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    q: float | None = None
    human_share: float | None = None
    stands: bool | None = None


def figures(telling: Telling) -> Iterator[Figure]:
    """Give every figure, part after part."""
    document = telling.document
    for axis in _VOICES:
        for heard in getattr(document.voices, f"by_{axis}"):
            yield _heard(telling, axis, heard)
    for kind in telling.synthesis.coverage.kinds if telling.synthesis.coverage else ():
        yield _covered(telling, kind)
    for profile in document.profiles:
        yield from _profile(telling, profile)
    for contrast in document.contrasts:
        yield from _contrast(telling, contrast)
    for number, layer in enumerate(document.layers):
        for topic in layer.topics:
            yield from _topic(telling, number, topic)
    yield Figure("isolated", n_criteria=document.isolated.n_criteria)
    yield from _disagreements(telling, document)
    if document.changes is not None:
        yield from _changes(telling, document.changes, None)
    for country in document.countries:
        yield from _changes(telling, country.changes, country.country)
    for found in document.maps:
        yield from _map(telling, found)
    yield from _alike(document)


def _heard(telling: Telling, axis: str, heard: Heard) -> Figure:
    return Figure(
        "voices", axis=axis, part=heard.value, label=telling.names.value(axis, heard.value, heard.name).text,
        n_criteria=heard.n_criteria, n_groups=heard.n_groups, n_participants=heard.n_participants,
    )  # fmt: skip


def _covered(telling: Telling, kind: KindOfPeople) -> Figure:
    """Tell a kind of people: ``share`` is its share of those heard, ``value`` of the people, as far as it is known."""
    return Figure(
        "coverage", axis="profile", part=kind.profile, label=telling.names.value("profile", kind.profile).text,
        n_criteria=kind.n_criteria, n_groups=kind.n_groups, n_participants=kind.n_participants,
        share=kind.share_heard, value=kind.share_known,
    )  # fmt: skip


def _profile(telling: Telling, profile: Profile) -> Iterator[Figure]:
    for level, rows in (("dimension", profile.dimensions), ("component", profile.components)):
        for row in rows:
            low, high = _ends(row.interval)
            yield Figure(
                "profile", question=profile.question, level=level, code=row.code, label=_label(telling, row.code),
                rank=row.rank, n_criteria=row.n_criteria, n_groups=row.n_groups, n_participants=row.n_participants,
                share=row.share, low=low, high=high, human_share=row.human_share,
            )  # fmt: skip
    for section, codes in (("never", profile.never), ("hardly", profile.hardly)):
        for code in codes:
            yield Figure(section, question=profile.question, level="component", code=code, label=_label(telling, code))


def _contrast(telling: Telling, contrast: Contrast) -> Iterator[Figure]:
    standing = {_cell_of(one) for one in contrast.differences}
    others = [one for one in contrast.plot if _cell_of(one) not in standing]
    for one in [*contrast.differences, *others]:
        yield _difference(telling, one, _cell_of(one) in standing)
    for own in contrast.own:
        yield from _own(telling, contrast.axis, own)
    for value in contrast.too_small:
        yield Figure("too_small", axis=contrast.axis, part=value, label=telling.names.value(contrast.axis, value).text)


def _cell_of(one: Difference) -> tuple[str | None, ...]:
    return (one.value, one.question, one.level, one.code)


def _difference(telling: Telling, one: Difference, stands: bool) -> Figure:
    low, high = _ends(one.interval)
    return Figure(
        "contrast", axis=one.axis, part=one.value, question=one.question, level=one.level, code=one.code,
        label=_label(telling, one.code), rank=one.rank, n_criteria=one.n_criteria, n_groups=one.n_groups_naming,
        share=one.share, share_rest=one.share_rest, odds=odds(one.log_odds), low=odds(low), high=odds(high),
        q=one.q, stands=stands,
    )  # fmt: skip


def _own(telling: Telling, axis: str, own: OwnRanking) -> Iterator[Figure]:
    for row in own.ranked:
        low, high = _ends(row.interval)
        yield Figure(
            "own_ranking", axis=axis, part=own.value, question=own.question, level=own.level, code=row.code,
            label=_label(telling, row.code), rank=row.rank, n_criteria=row.n_criteria, n_groups=row.n_groups,
            n_participants=row.n_participants, share=row.share, low=low, high=high, human_share=row.human_share,
        )  # fmt: skip


def _topic(telling: Telling, layer: int, topic: Topic) -> Iterator[Figure]:
    yield Figure(
        "topic", question=topic.question, label=topic_label(telling, layer, topic).shown.text, layer=layer,
        topic=topic.topic, parent=topic.parent, identity=topic.identity, n_criteria=topic.n_criteria,
        n_groups=topic.n_groups, n_participants=topic.n_participants, n_countries=topic.n_countries,
        share=topic.share, value=topic.closeness,
    )  # fmt: skip
    for code in topic.codes:
        yield Figure("topic_code", code=code.code, label=_label(telling, code.code), layer=layer, topic=topic.topic,
                     n_criteria=code.n_criteria, share=code.share)  # fmt: skip
    for one in topic.said_more_by:
        low, high = _ends(one.interval)
        yield Figure("topic_said_more", axis=one.axis, part=one.value, layer=layer, topic=topic.topic,
                     label=telling.names.value(one.axis, one.value, one.name).text, n_criteria=one.n_criteria,
                     n_groups=one.n_groups, odds=odds(one.log_odds), low=odds(low), high=odds(high),
                     q=one.q, stands=True)  # fmt: skip


def _disagreements(telling: Telling, document: Document) -> Iterator[Figure]:
    for one in document.disagreements:
        yield Figure("disagreement", code=one.code, label=_label(telling, one.code), layer=one.layer, topic=one.topic,
                     share=one.share)  # fmt: skip
        for other in one.other_codes:
            yield Figure("disagreement_other", code=other.code, label=_label(telling, other.code), layer=one.layer,
                         topic=one.topic, n_criteria=other.n_criteria, share=other.share)  # fmt: skip


def _changes(telling: Telling, changes: Changes, country: str | None) -> Iterator[Figure]:
    for change in changes.changes:
        yield from _change(telling, change, country)


def _change(telling: Telling, change: Change, country: str | None) -> Iterator[Figure]:
    axis, label = "country" if country else None, _label(telling, change.code)
    for share in change.shares:
        low, high = _ends(share.interval)
        yield Figure("period", axis=axis, part=country, question=change.question, level=change.level, code=change.code,
                     label=label, period=share.period, n_criteria=share.n_criteria, n_groups=share.n_groups,
                     share=share.share, low=low, high=high)  # fmt: skip
    low, high = _ends(change.interval)
    yield Figure("change", axis=axis, part=country, question=change.question, level=change.level, code=change.code,
                 label=label, value=change.difference, low=low, high=high, q=change.q,
                 stands=change.stands)  # fmt: skip


def _map(telling: Telling, found: Map) -> Iterator[Figure]:
    for point in found.rows:
        label = telling.names.value(found.axis, point.value, point.name).text
        for axis, place in enumerate(point.coordinates, 1):
            yield Figure(f"map_axis_{axis}", axis=found.axis, part=point.value, level=found.level, label=label,
                         share=point.mass, value=place)  # fmt: skip
    for point in found.columns:
        for axis, place in enumerate(point.coordinates, 1):
            yield Figure(f"map_axis_{axis}", axis=found.axis, level=found.level, code=point.value,
                         label=_label(telling, point.value), share=point.mass, value=place)  # fmt: skip


def _alike(document: Document) -> Iterator[Figure]:
    for pair in document.alike:
        low, high = _ends(pair.interval)
        yield Figure("alike", axis="territory", part=f"{pair.first} {pair.second}", value=pair.likeness, low=low,
                     high=high, label=f"{seen(pair.first_name)} – {seen(pair.second_name)}")  # fmt: skip


def odds(log_odds: float | None) -> float | None:
    """Give an odds ratio from its natural logarithm."""
    return None if log_odds is None else math.exp(log_odds)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval is not None else (None, None)


def _label(telling: Telling, code: str) -> str:
    return telling.names.label(code).text
