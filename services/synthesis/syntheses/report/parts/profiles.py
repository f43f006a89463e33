"""What is said in answer to each question: dimensions and components, what is never named, and people's words."""

from collections.abc import Sequence

from ...document import Profile, Ranked
from ..blocks import Block, Card, Figure, Paragraph, Points, Section
from ..charts.bars import Bar
from ..phrases import phrase, plain
from .telling import TO_SHOW, Telling

QUOTED = 4
"""Components whose words are quoted under each question."""


def profiles(telling: Telling) -> Section | None:
    """Tell the answers, question by question."""
    cards = [_card(telling, profile) for profile in telling.document.profiles]
    if not cards:
        return None
    note = Paragraph(telling.say("profiles.note"), "note")
    return Section("profiles", telling.say("profiles.title"), [note, *cards])


def _card(telling: Telling, profile: Profile) -> Card:
    lead = telling.say(
        "profiles.lead",
        criteria=telling.count("criteria", profile.n_criteria),
        groups=telling.count("groups", profile.n_groups),
        people=telling.count("people", profile.n_participants),
        n=profile.n_coded,
    )
    blocks: list[Block] = [Paragraph(lead, "lead")]
    if one_group(profile):
        blocks.append(Paragraph(telling.say("profiles.one_group"), "note"))
    for level, rows in (("dimensions", profile.dimensions), ("components", profile.components)):
        if rows:
            blocks.append(_figure(telling, profile, level, rows))
    blocks += _words(telling, profile)
    hardly = [] if one_group(profile) else profile.hardly  # of one group, all that is named is named by one
    for key, codes in (("never", profile.never), ("hardly", hardly)):
        if codes:
            names = [phrase(telling.names.code(code)) for code in codes]
            blocks.append(Card(telling.say(f"profiles.{key}", n=len(codes)), [Points(names, "chips")]))
    return Card(telling.say(f"question.{profile.question}"), blocks, f"profile-{profile.question}")


def one_group(profile: Profile) -> bool:
    """Tell whether a single group answered: drawing whole groups again then says nothing of how sure a share is."""
    return profile.n_groups == 1


def _figure(telling: Telling, profile: Profile, level: str, rows: Sequence[Ranked]) -> Figure:
    ordered = sorted(rows, key=lambda row: -(row.share or 0.0))
    numerals, known = telling.numerals, not one_group(profile)
    table = telling.table(
        telling.say(f"profiles.{level}_table", question=telling.names.question(profile.question)),
        ("rank", "code", "criteria", "share", "interval", "groups", "people", "human"),
        [
            (
                numerals.number(row.rank),
                telling.names.code(row.code),
                numerals.number(row.n_criteria),
                numerals.share(row.share),
                _interval(telling, row, known),
                numerals.number(row.n_groups),
                numerals.number(row.n_participants),
                numerals.share(row.human_share),
            )
            for row in ordered
        ],
        words=2,
    )
    named = [row for row in ordered if row.share][:TO_SHOW]
    shown = telling.say("profiles.shown", n=len(named), all=len(rows)) if len(named) < len(rows) else ()
    note = phrase(telling.say("bars.note"), " " if shown else "", shown)
    caption = telling.say(f"profiles.{level}", question=telling.names.question(profile.question))
    return telling.bars(
        f"chart-{profile.question}-{level}", caption, note, [bar(telling, row, known) for row in named], table
    )


def _interval(telling: Telling, row: Ranked, known: bool) -> str:
    if not known or row.interval is None:
        return telling.numerals.share(None)
    return telling.numerals.between(row.interval.low, row.interval.high)


def bar(telling: Telling, row: Ranked, with_interval: bool = True) -> Bar:
    """Give the bar of a dimension or component, with the groups that name it."""
    name = telling.names.code(row.code)
    low, high = (row.interval.low, row.interval.high) if with_interval and row.interval else (None, None)
    groups = f" · {plain(telling.count('groups', row.n_groups))}"
    human = 0.0 if row.human_share is None else row.human_share
    return Bar(name.text, telling.numerals.share(row.share), groups, row.share, low, high, human, name.language)


def _words(telling: Telling, profile: Profile) -> list[Block]:
    found: list[Block] = []
    for row in sorted(profile.components, key=lambda row: -(row.share or 0.0))[:QUOTED]:
        found += telling.quotes(row.exemplars, 2, phrase(telling.names.code(row.code)), coded=False)
    return found
