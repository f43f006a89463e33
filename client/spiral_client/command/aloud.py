"""A synthesis in short, so that a facilitator can read it aloud: who was heard, what they name, what stands out."""

from collections.abc import Sequence
from typing import Any

from .labels import Labels, between, heard, odds, percent
from .speaking import say, table

_NAMED, _DIFFERENT, _TOPICS, _NEVER = 5, 10, 12, 6
_HEARD = {"validated": "validated by people", "human": "coded by people", "proposed": "proposed by the machine"}
_NONE = "nothing was compared: each part needs several groups, and the others too"

Found = dict[str, Any]


def tell(found: Found, labels: Labels, language: str) -> None:
    """Say what a synthesis found."""
    document = found["document"]
    _who(found, document["voices"])
    for profile in document["profiles"]:
        _named(profile, labels)
    for contrast in document["contrasts"]:
        _different(contrast, labels)
    if document["layers"]:
        _topics(found, document["layers"][-1]["topics"], language)
    if (n := document["isolated"]["n_criteria"]) and document["layers"]:
        say(f"{n:,} criteria stand alone: each counts in its nearest idea, and is listed in the report")
    for remark in (found.get("rule"), found.get("codebook", {}).get("notice")):
        if remark:
            say("")
            say(remark)


def _who(found: Found, voices: Found) -> None:
    say(f"{found.get('title') or found['scope_name']}: {heard(voices)}", style="bold")
    whole = voices["n_criteria"] or 1
    shares = [
        f"{heard['n_criteria'] / whole:.0%} {_HEARD.get(heard['value'], heard['value'])}"
        for heard in voices["by_status"]
        if heard["n_criteria"]
    ]
    if shares:
        say("their codes: " + ", ".join(shares))
    if found.get("n_withdrawn_since"):
        say(f"{found['n_withdrawn_since']} criteria have been withdrawn since; these figures still count them")


def _heading(text: str) -> None:
    say("")
    say(text, style="bold")


def _named(profile: Found, labels: Labels) -> None:
    ranked = [row for row in profile["components"] if row["rank"]]
    if not ranked:
        return
    _heading(
        f"{profile['question']}: named most, of {profile['n_coded']:,} coded criteria of {profile['n_groups']} groups"
    )
    table(
        ("rank", "code", "label", "share", "95 % between", "groups"),
        [
            [
                row["rank"],
                row["code"],
                labels.code(row["code"]),
                percent(row["share"]),
                between(row["interval"]),
                row["n_groups"],
            ]
            for row in ranked[:_NAMED]
        ],
    )
    if never := profile["never"]:
        more = f" and {len(never) - _NEVER} more" if len(never) > _NEVER else ""
        say("nobody named: " + ", ".join(f"{code} {labels.code(code)}".strip() for code in never[:_NEVER]) + more)


def _different(contrast: Found, labels: Labels) -> None:
    _heading(f"said more or less than by all others, by {contrast['axis']}")
    rows = contrast["differences"]
    if small := contrast["too_small"]:
        named = ", ".join(labels.part(contrast["axis"], value) for value in small[:_TOPICS])
        say(f"too few groups to be compared: {named}")
    if not rows:
        say(f"nothing stands out among {contrast['n_tested']:,} comparisons" if contrast["n_tested"] else _NONE)
        return
    table(
        ("who", "question", "direction", "code", "label", "share", "others", "odds (95 %)", "q"),
        [_difference(row, labels) for row in rows[:_DIFFERENT]],
    )
    if len(rows) > _DIFFERENT:
        say(f"and {len(rows) - _DIFFERENT} more, in the report")


def _difference(row: Found, labels: Labels) -> list[Any]:
    return [
        labels.part(row["axis"], row["value"], row.get("name")),
        row["question"] or "all",
        row["direction"],
        row["code"],
        labels.code(row["code"]),
        percent(row["share"]),
        percent(row["share_rest"]),
        odds(row["log_odds"], row["interval"]["low"], row["interval"]["high"]),
        f"{row['q']:.2g}",
    ]


def _topics(found: Found, topics: Sequence[Found], language: str) -> None:
    _heading(f"recurring ideas ({len(topics)} broad ones; every criterion is in one)")
    layer = len(found["document"]["layers"]) - 1
    own = {(name["layer"], name["topic"]): name["name"] for name in found["names"] if name["language"] == language}
    largest = sorted(topics, key=lambda topic: -int(topic["n_criteria"]))
    rows = [
        [
            own.get((layer, topic["topic"])) or _label(topic, language),
            topic["n_criteria"],
            topic["n_groups"],
            _said(topic, found["quotes"], language),
        ]
        for topic in largest[:_TOPICS]
    ]
    table(("idea", "criteria", "groups", "in their words"), rows)
    if len(topics) > _TOPICS:
        say(f"and {len(topics) - _TOPICS} more, in the report")


def _label(topic: Found, language: str) -> str:
    labels = {each["language"]: each["label"] for each in topic["labels"]}
    return str(labels.get(language) or labels.get("en") or next(iter(labels.values()), f"idea {topic['topic']}"))


def _said(topic: Found, quotes: Found, language: str) -> str:
    """Give one of a topic's examples, in the reader's language where there is one."""
    known = [quotes[id] for id in topic["exemplars"] if id in quotes]
    near = [quote for quote in known if quote["language"].split("-")[0] == language]
    return next((f"“{quote['text']}”" for quote in (*near, *known)), "")
