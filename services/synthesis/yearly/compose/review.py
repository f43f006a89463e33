"""A chapter for a review: what was said, promised, done and measured, by the items of one framework.

Each criterion is divided equally among the items that its component leads to, so that a component with many rights
weighs no more than one with a single right. Records stand under the items they name, and under those that their
components lead to directly or indirectly; weak links are left out for them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.vocabulary.rights import Framework

from ...process.rights.crosswalk import RightLink
from ...schemas import CodebookNotice
from ..document import Action, Coded, Commitment, Entry, Measure, Place, Situation
from ..records import codes, refs
from ..reviewing import FrameworkNotice, Link, Linked, Review, ReviewChapter, ReviewItem, Through
from ..voices import Voices
from .changed import compose_measures, compose_situations
from .decided import compose_commitments
from .done import compose_actions
from .leading import LINKING, Leading
from .setting import Setting
from .whole import source


def compose_review(
    setting: Setting, review: Review, place: Place, country: str, links: Leading, found: Voices, made_at: datetime
) -> ReviewChapter:
    """Compose the chapter of a territory and a year."""
    naming, codebook, framework = setting.naming, setting.naming.codebook, links.framework
    counts = criteria_by_component(found)
    through = _through(setting, links, counts)
    records = _records(setting, links)
    whole = sum(n for code, n in counts.items() if code in links.by_component)
    items = [_item(setting, links, one.item, through, whole, records) for one in framework.items]
    told = [one for one in items if one.n_criteria or one.commitments or one.actions or one.measures or one.situations]
    beyond = {one.item for one in framework.items} - links.items
    elsewhere = {code: n for code, n in counts.items() if code not in links.by_component and n}
    chapter = ReviewChapter(
        review=review,
        territory=place,
        country=country,
        year=setting.year,
        audience="exact" if setting.ledger.fewest == 1 else "public",
        rule=found.rule,
        as_of=setting.as_of,
        made_at=made_at,
        framework=_notice(framework, naming.language),
        crosswalk=links.crosswalk,
        links=links.authors,
        n_criteria=sum(counts.values()) if found.origin in ("live", "synthesis") else None,
        n_elsewhere=sum(elsewhere.values()),
        elsewhere=naming.components(sorted(elsewhere, key=lambda code: -elsewhere[code])),
        items=told,
        silent=[
            one.item
            for one, known in zip(items, framework.items, strict=True)
            if counts and not one.n_criteria and known.item not in beyond
        ],
        inexpressible=[naming.right(links.key(item.item)) for item in framework.items if item.item in beyond],
        glossary=naming.glossary,
        sources=[],
        codebook=CodebookNotice(version=codebook.version, provisional=codebook.provisional, notice=codebook.notice),
    )
    return chapter.model_copy(update={"sources": _sources(setting, told)})


def criteria_by_component(found: Voices) -> dict[str, int]:
    """Count criteria by component over all questions; figures by dimension lead to no right."""
    counts: dict[str, int] = defaultdict(int)
    if found.origin in ("live", "synthesis"):
        for answers in found.answers:
            for one in answers.named:
                counts[one.code] += one.n
    return dict(counts)


def _notice(framework: Framework, language: str) -> FrameworkNotice:
    names = framework.names
    return FrameworkNotice(
        id=framework.id,
        version=framework.version,
        name=names.get(language) or names.get("en") or framework.id,
        nature=framework.nature,
        status=framework.status,
    )


def _through(setting: Setting, links: Leading, counts: Mapping[str, int]) -> dict[str, list[Through]]:
    found: dict[str, list[Through]] = defaultdict(list)
    for code, n in sorted(counts.items(), key=lambda pair: -pair[1]):
        rows = links.by_component.get(code, ())
        for row in rows if n else ():
            component = setting.naming.component(code)
            found[row.item].append(Through(component=component, n_criteria=n, divided_among=len(rows), link=_link(row)))
    return found


def _link(row: RightLink) -> Link:
    return Link(strength=row.strength, author=row.author, proposal=row.record is None, record=row.record, note=row.note)


Under = dict[str, list[Linked[Any]]]
"""Records by item."""


def _records(setting: Setting, links: Leading) -> dict[str, Under]:
    ledger = setting.ledger

    def own(entry: Entry) -> list[str]:
        record = ledger.find(entry.id)
        return codes(record.body) if record else []

    def with_indicators(entry: Entry) -> list[str]:
        record = ledger.find(entry.id)
        pointed = ledger.named(refs(record.body, "indicators")) if record else []
        return list(dict.fromkeys([*own(entry), *(code for one in pointed for code in codes(one.body))]))

    return {
        "commitments": _under(setting, links, compose_commitments(setting), own),
        "actions": _under(setting, links, compose_actions(setting), own),
        "measures": _under(setting, links, compose_measures(setting), with_indicators),
        "situations": _under(setting, links, compose_situations(setting), own),
    }


def _under(
    setting: Setting,
    links: Leading,
    entries: Iterable[Commitment | Action | Measure | Situation],
    components: Callable[[Entry], list[str]],
) -> Under:
    """Put records under items: those they name, then those that their components lead to; each once an item."""
    found: Under = defaultdict(list)
    prefix = f"{links.framework.id}/{links.framework.version}/"
    for entry in entries:
        named: list[Coded] = getattr(entry, "rights", [])
        told = {right.code.removeprefix(prefix) for right in named if right.code.startswith(prefix)}
        for item in sorted(told):
            found[item].append(Linked(record=entry, via="named"))
        for code in components(entry):
            for row in links.by_component.get(code, ()):
                if row.strength in LINKING and row.item not in told:
                    told.add(row.item)
                    component = setting.naming.component(code)
                    found[row.item].append(Linked(record=entry, via="component", component=component, link=_link(row)))
    return found


def _item(
    setting: Setting,
    links: Leading,
    item: str,
    through: Mapping[str, list[Through]],
    whole: int,
    records: Mapping[str, Under],
) -> ReviewItem:
    brought = through.get(item, [])
    n = sum(one.n_criteria / one.divided_among for one in brought)
    return ReviewItem(
        item=setting.naming.right(links.key(item)),
        n_criteria=round(n, 2),
        share=round(n / whole, 4) if whole else None,
        through=brought,
        **{name: under.get(item, []) for name, under in records.items()},
    )


def _sources(setting: Setting, items: Iterable[ReviewItem]) -> list[Any]:
    entries = [
        linked.record.id
        for one in items
        for part in (one.commitments, one.actions, one.measures, one.situations)
        for linked in part
    ]
    found = (setting.ledger.find(id) for id in dict.fromkeys(entries))
    return [source(setting, record) for record in found if record is not None]
