"""In short: a handful of sentences that can be read aloud, each saying how sure it is."""

import math
from collections.abc import Callable, Iterable

from ...document import Difference, Profile, Ranked
from ..blocks import Paragraph, Points, Section
from ..phrases import Phrase, joined, phrase, strong
from ..wording import Value
from .labels import topic_label
from .profiles import one_group
from .telling import Telling

Sayings = Iterable[Phrase]


def in_short(telling: Telling) -> Section:
    """Say who was heard, what is named most and never, who says what differently, and how much people checked."""
    items = [item for saying in _SAYINGS for item in saying(telling)]
    checked = [Paragraph(sentence, "note") for sentence in _checked(telling)]
    return Section("short", telling.say("short.title"), [Points(items, "findings"), *checked, *telling.remarks()])


def _heard(telling: Telling) -> Sayings:
    voices = telling.document.voices
    places = telling.count("countries", voices.n_countries)
    if voices.n_countries <= 1:
        places = telling.count("territories", voices.n_territories)
    groups, people = telling.count("groups", voices.n_groups), telling.count("people", voices.n_participants)
    criteria = telling.count("criteria", voices.n_criteria)
    yield telling.say(
        "short.heard",
        n=voices.n_groups,
        groups=groups,
        people=people,
        places=places,
        criteria=criteria,
        when=_when(telling),
    )


def _when(telling: Telling) -> Phrase:
    years = sorted(year.value for year in telling.document.voices.by_year if year.value != "0")
    if not years:
        return ()
    if years[0] == years[-1]:
        return telling.say("short.in_year", year=years[0])
    return telling.say("short.between_years", first=years[0], last=years[-1])


def _most(telling: Telling) -> Sayings:
    profiles = [profile for profile in telling.document.profiles if profile.n_coded and profile.components]
    for profile in profiles[:2]:
        yield _most_of(telling, profile)


def _most_of(telling: Telling, profile: Profile) -> Phrase:
    first, *others = sorted(profile.components, key=_share, reverse=True)
    interval, numerals = first.interval, telling.numerals
    named: dict[str, Value] = {
        "question": telling.say(f"asked.{profile.question}"),
        "code": telling.names.spoken(first.code),
        "share": numerals.share(first.share),
    }
    if one_group(profile):
        return telling.say("short.most_one_group", **named)
    low, high = (interval.low, interval.high) if interval else (None, None)
    said = telling.say("short.most", **named, low=numerals.share(low), high=numerals.share(high))
    near = [other for other in others if interval and other.interval and other.interval.high > interval.low]
    if not near:
        return said
    code = telling.names.spoken(near[0].code, numerals.share(near[0].share))
    return phrase(said, " ", telling.say("short.near", code=code))


def _never(telling: Telling) -> Sayings:
    asked = [set(profile.never) for profile in telling.document.profiles if profile.n_coded]
    never = sorted(set.intersection(*asked)) if asked else []
    several = [profile for profile in telling.document.profiles if not one_group(profile)]
    hardly = sorted({code for profile in several for code in profile.hardly} - set(never))
    if never:
        yield telling.say("short.never", codes=_some(telling, never))
    elif asked and hardly:
        yield telling.say("short.hardly", codes=_some(telling, hardly))


def _some(telling: Telling, codes: list[str]) -> Phrase:
    named = joined([telling.names.spoken(code) for code in codes[:3]])
    return telling.say("short.and_more", codes=named, n=len(codes) - 3) if len(codes) > 3 else named


def _different(telling: Telling) -> Sayings:
    contrasts = telling.document.contrasts
    found = [one for contrast in contrasts for one in contrast.differences if one.log_odds is not None]
    if not found:
        if any(contrast.n_tested for contrast in contrasts) and not telling.public:
            yield telling.say("short.no_difference")
        return
    more = [one for one in found if one.direction == "more" and one.level == "component"]
    yield _difference(telling, max(more or found, key=_surely))


def _difference(telling: Telling, one: Difference) -> Phrase:
    numerals = telling.numerals
    said = telling.say(
        f"short.{one.direction}",
        who=strong(telling.names.value(one.axis, one.value, one.name)),
        code=telling.names.spoken(one.code, telling.names.question(one.question).text),
        share=numerals.share(one.share),
        rest=numerals.share(one.share_rest),
        times=numerals.number(math.exp(one.log_odds), 1),
        low=numerals.number(math.exp(one.interval.low), 1),
        high=numerals.number(math.exp(one.interval.high), 1),
        naming=one.n_groups_naming,
        n=one.n_groups,
    )
    if not (one.rank and one.rank_rest):
        return said
    return phrase(said, " ", telling.say("short.rank", rank=one.rank, rest=one.rank_rest))


def _topics(telling: Telling) -> Sayings:
    layers = [(number, layer.topics) for number, layer in enumerate(telling.document.layers) if layer.topics]
    if not layers:
        return
    broadest, topics = layers[-1]
    largest = max(topics, key=lambda topic: topic.n_criteria or 0)
    label = strong(topic_label(telling, broadest, largest).shown)
    counts = [telling.count("topics", len(found)) for _, found in (layers[-1], layers[0])]
    key = "short.topics" if len(layers) > 1 else "short.topics_flat"
    share = telling.numerals.share(largest.share)
    said = telling.say(key, broad=counts[0], fine=counts[1], label=label, share=share)
    alone = telling.document.isolated.n_criteria
    yield phrase(said, " ", telling.say("short.isolated", n=alone)) if alone else said


def _checked(telling: Telling) -> Sayings:
    by_status = {status.value: status.n_criteria or 0 for status in telling.document.voices.by_status}
    coded = sum(by_status.get(status, 0) for status in ("validated", "human", "proposed"))
    if not coded:
        return
    by_people = by_status.get("validated", 0) + by_status.get("human", 0)
    yield telling.say("short.checked", share=telling.numerals.share(by_people / coded), n=by_status.get("uncoded", 0))


def _share(ranked: Ranked) -> float:
    return ranked.share or 0.0


def _surely(one: Difference) -> float:
    """How far from none the near end of the interval is."""
    return one.interval.low if one.direction == "more" else -one.interval.high


_SAYINGS: tuple[Callable[[Telling], Sayings], ...] = (_heard, _most, _never, _different, _topics)
