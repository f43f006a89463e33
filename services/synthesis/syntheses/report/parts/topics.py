"""Topics from broad to fine: how they hang together, how large they are, and the words behind each."""

from collections import defaultdict
from dataclasses import dataclass

from ...document import Topic
from ..blocks import Block, Card, Figure, Folded, Paragraph, Points, Section
from ..charts.tree import Branch, tree
from ..phrases import Phrase, Span, phrase, plain, seen
from .labels import topic_label
from .telling import Telling
from .topic_card import said_of

DRAWN = 42
"""Topics that one drawing of the tree can hold on a page."""


@dataclass(frozen=True)
class Placed:
    """A topic, the layer it is in (0 is the finest) and how deep it lies (0 is the broadest)."""

    layer: int
    depth: int
    topic: Topic


class Forest:
    """Finds the finer topics under each topic."""

    def __init__(self, telling: Telling) -> None:
        """Order each layer by size; a topic whose parent is not told stands at the top."""
        layers = telling.document.layers
        self._top = max((number for number, layer in enumerate(layers) if layer.topics), default=0)
        self._under: dict[tuple[int, int], list[tuple[int, Topic]]] = defaultdict(list)
        self.roots: list[Placed] = []
        for number, layer in enumerate(layers):
            above = {topic.topic for topic in layers[number + 1].topics} if number + 1 < len(layers) else set()
            for topic in sorted(layer.topics, key=lambda topic: -(topic.n_criteria or 0)):
                if topic.parent in above and topic.parent is not None:
                    self._under[number + 1, topic.parent].append((number, topic))
                else:
                    self.roots.append(Placed(number, self._top - number, topic))
        self.roots.sort(key=lambda placed: (placed.depth, -(placed.topic.n_criteria or 0)))

    def under(self, placed: Placed) -> list[Placed]:
        """Give the topics one layer finer."""
        return [
            Placed(number, placed.depth + 1, topic) for number, topic in self._under[placed.layer, placed.topic.topic]
        ]

    def below(self, placed: Placed, deepest: int = 99) -> list[Placed]:
        """Give a topic and all below it down to a depth, each before its own."""
        if placed.depth > deepest:
            return []
        return [placed, *(low for child in self.under(placed) for low in self.below(child, deepest))]


def topics(telling: Telling) -> Section | None:
    """Tell all topics; every criterion is in one of each layer, and those that stand alone are listed."""
    forest = Forest(telling)
    if not forest.roots:
        return None
    n_layers = sum(bool(layer.topics) for layer in telling.document.layers)
    note = telling.say("topics.note_once" if telling.synthesis.request.copies == "once" else "topics.note")
    hidden = [Paragraph(telling.say("topics.public"), "note")] if telling.public else []
    blocks: list[Block] = [Paragraph(note, "note"), *hidden, _figure(telling, forest, n_layers)]
    blocks += [_card(telling, forest, root) for root in forest.roots]
    blocks += [*_isolated(telling), *_lineage(telling)]
    return Section("topics", telling.say("topics.title"), blocks)


def _figure(telling: Telling, forest: Forest, n_layers: int) -> Figure:
    everything = [placed for root in forest.roots for placed in forest.below(root)]
    deepest = max(
        (depth for depth in range(n_layers) if sum(placed.depth <= depth for placed in everything) <= DRAWN), default=0
    )
    branches = [_branch(telling, placed) for placed in everything if placed.depth <= deepest][:DRAWN]
    caption = telling.say("topics.figure", layers=deepest + 1, n=n_layers)
    described = "; ".join(f"{branch.label}: {branch.text}" for branch in branches if not branch.depth)
    drawn = tree("chart-topics", plain(caption), described, branches, rtl=telling.wording.rtl)
    numerals = telling.numerals
    table = telling.table(
        telling.say("topics.table"),
        ("topic", "depth", "criteria", "share", "groups", "people", "countries"),
        [
            (
                topic_label(telling, placed.layer, placed.topic).shown,
                numerals.number(placed.depth + 1),
                numerals.number(placed.topic.n_criteria),
                numerals.share(placed.topic.share),
                numerals.number(placed.topic.n_groups),
                numerals.number(placed.topic.n_participants),
                numerals.number(placed.topic.n_countries),
            )
            for placed in everything
        ],
    )
    return Figure(caption, [drawn], table, telling.say("topics.read"))


def _branch(telling: Telling, placed: Placed) -> Branch:
    shown = topic_label(telling, placed.layer, placed.topic).shown
    text = telling.numerals.share(placed.topic.share)
    return Branch(shown.text, text, placed.depth, placed.topic.share or 0.0, shown.language)


def _card(telling: Telling, forest: Forest, placed: Placed) -> Card:
    called = topic_label(telling, placed.layer, placed.topic)
    blocks = said_of(telling, placed.layer, placed.depth, placed.topic)
    finer = [_card(telling, forest, child) for child in forest.under(placed)]
    if finer:
        blocks.append(Folded(telling.say("topics.finer", n=len(finer)), finer))
    return Card(phrase(called.shown), blocks, f"topic-{placed.layer}-{placed.topic.topic}", "topic")


def _isolated(telling: Telling) -> list[Block]:
    isolated = telling.document.isolated
    if not isolated.n_criteria:
        return []
    found = [quote for quote in map(telling.synthesis.quotes.get, isolated.criteria) if quote]
    shown: list[Phrase] = [phrase(Span(seen(quote.text), quote.language)) for quote in found]
    blocks: list[Block] = [Paragraph(telling.say("isolated.note", n=isolated.n_criteria))]
    if shown:
        blocks.append(Folded(telling.say("isolated.list", n=len(shown)), [Points(shown)]))
    return [Card(telling.say("isolated.title"), blocks, "isolated")]


def _lineage(telling: Telling) -> list[Block]:
    lineage = telling.document.lineage
    if lineage.previous is None:
        return []
    changes = (("born", lineage.born), ("died", lineage.died), ("split", lineage.split), ("merged", lineage.merged))
    items = [telling.say("lineage.kept", n=len(lineage.kept))]
    items += [telling.say(f"lineage.{key}", n=len(found)) for key, found in changes if found]
    return [Card(telling.say("lineage.title"), [Points(items)], "lineage")]
