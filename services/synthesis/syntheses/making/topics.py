"""Topics as they are told: how many say them, who says them more, in which words, and beside which codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.vocabulary.codebook import Codebook

from ...engine.coding.examples import Examples
from ...engine.contrasts.alarm import alarm
from ...engine.contrasts.contrast import contrast
from ...engine.labels.centres import centre
from ...engine.labels.copied import voice_weights
from ...engine.labels.exemplars import Exemplars, exemplars, voices_of
from ...engine.labels.leading import Components
from ...engine.labels.naming import name_topics
from ...engine.labels.said import Said
from ...engine.labels.topic_label import TopicLabel
from ..document import Axis, CodeShare, Counterpart, Interval, Isolated, Label, Layer, Level, SaidMore, Topic
from ..inputs import QUESTIONS, Inputs
from .axes import parts_of
from .cells import cells
from .contrasts import LEVEL, MINIMUM_GROUPS
from .gathering_topics import Gathered
from .units import Units
from .voicing import Quoting

ISOLATED_SHOWN = 200
CODES_SHOWN = 5
EXEMPLARS = 5

_OPPOSITE = {0: 1, 1: 0, 2: 1, 3: 1}
"""By side: where a counterpart is looked for. What is done or wished for answers to what is missed."""


@dataclass(frozen=True)
class Telling:
    """All that a topic is told from."""

    inputs: Inputs
    units: Units
    gathered: Gathered
    identities: list[NDArray[np.int64]]
    codebook: Codebook
    examples: Examples | None
    languages: Sequence[str]
    axes: Sequence[Axis]
    resamplings: int
    seed: int


def label_topics(telling: Telling) -> list[list[dict[str, TopicLabel]]]:
    """Name the topics of all layers in the languages asked for."""
    layers = [layer.labels.astype(np.int64) for layer in telling.gathered.layers]
    return name_topics(
        telling.units.texts,
        telling.units.vectors,
        _said(telling),
        layers,
        telling.languages,
        components=_components(telling, layers, "component", _components(telling, layers, "dimension")),
        examples=telling.examples,
    )


def _components(
    telling: Telling, layers: Sequence[NDArray[np.int64]], level: Level, dimensions: Components | None = None
) -> Components:
    codes = cells(telling.inputs, telling.codebook, level).codes
    known = telling.codebook.entries if level == "component" else telling.codebook.dimensions
    labels = [dict(known[code].labels) if code in known else {} for code in codes]
    return Components(codes, labels, [_code_shares(telling, layer, level) for layer in layers], dimensions)


def _said(telling: Telling) -> Said:
    inputs, units = telling.inputs, telling.units
    countries = [inputs.names["country"][number] for number in inputs.groups["country"]]
    return Said(
        statement=units.of,
        group=inputs.criteria["group"].astype(np.int64),
        language=[inputs.names["language"][number] for number in inputs.criteria["language"]],
        weight=voice_weights(units.texts, telling.gathered.repeats, units.of),
        country=countries,
    )


def _code_shares(telling: Telling, labels: NDArray[np.int64], level: Level = "component") -> NDArray[np.float64]:
    """Give how the criteria of each topic (t) are spread over the codes of a level (t, k)."""
    columns = cells(telling.inputs, telling.codebook, level)
    column = columns.of[telling.inputs.criteria["code"]]
    topic = labels[telling.units.of]
    n_topics = int(labels.max(initial=-1)) + 1
    keep = (column >= 0) & (topic >= 0)
    key = topic[keep] * len(columns.codes) + column[keep]
    table = np.bincount(key, minlength=n_topics * len(columns.codes)).reshape(n_topics, len(columns.codes))
    sizes = np.bincount(topic[topic >= 0], minlength=n_topics)
    return np.asarray(table / np.maximum(sizes, 1)[:, None], np.float64)


def tell_layers(telling: Telling, labels: list[list[dict[str, TopicLabel]]]) -> list[Layer]:
    """Tell all layers, fine to broad."""
    voices = voices_of(telling.units.texts, telling.units.vectors, _said(telling))
    told = []
    for number, layer in enumerate(telling.gathered.layers):
        shown = exemplars(voices, centre(telling.units.vectors, layer.labels.astype(np.int64)), k=EXEMPLARS)
        told.append(_Layer(telling, number).tell(labels[number], shown))
    return told


class _Layer:
    """One layer's figures, counted once for all its topics."""

    def __init__(self, telling: Telling, number: int) -> None:
        self.telling, self.number = telling, number
        self.layer = telling.gathered.layers[number]
        self.n = len(self.layer.centres)
        inputs = telling.inputs
        self.topic = self.layer.labels[telling.units.of].astype(np.int64)
        self.known = self.topic >= 0
        group = inputs.criteria["group"].astype(np.int64)
        self.n_criteria = np.bincount(self.topic[self.known], minlength=self.n)
        pairs, self.pair_n = np.unique(
            self.topic[self.known] * len(inputs.groups) + group[self.known], return_counts=True
        )
        self.pair_topic, self.pair_group = pairs // len(inputs.groups), pairs % len(inputs.groups)
        self.shares = _code_shares(telling, self.layer.labels.astype(np.int64))
        self.columns = cells(inputs, telling.codebook, "component")
        order = np.argsort(np.where(self.known, self.topic, self.n), kind="stable")
        self.members = np.split(order, np.cumsum(self.n_criteria))[: self.n]
        self.said_more = _said_more(telling, self.topic, self.n)
        self.quoting = Quoting(inputs, telling.units.vectors)

    def tell(self, labels: list[dict[str, TopicLabel]], shown: list[Exemplars]) -> Layer:
        return Layer(topics=[self._topic(at, labels[at], shown[at]) for at in range(self.n)])

    def _topic(self, at: int, labels: dict[str, TopicLabel], shown: Exemplars) -> Topic:
        inputs, gathered = self.telling.inputs, self.telling.gathered
        of_topic = self.pair_topic == at
        members, groups = self.members[at], self.pair_group[of_topic]
        in_topic = np.flatnonzero(self.layer.labels == at)
        broadest = self.number == len(gathered.layers) - 1
        return Topic(
            topic=at,
            identity=int(self.telling.identities[self.number][at]),
            parent=None if broadest else int(self.layer.parents[at]),
            question=QUESTIONS[int(self.layer.sides[at])],
            n_criteria=len(members),
            n_statements=len(in_topic),
            n_copies=self._copies(in_topic),
            n_groups=len(groups),
            n_participants=int(inputs.groups["participants"][groups].sum()),
            n_countries=len(np.unique(inputs.groups["country"][groups])),
            largest_two=int(np.sort(self.pair_n[of_topic])[-2:].sum()),
            share=round(len(members) / max(len(inputs.criteria), 1), 6),
            closeness=round(float(gathered.closeness[in_topic].mean()), 4),
            labels=[_told(language, label) for language, label in labels.items()],
            exemplars=self._ids(at, shown.statements),
            dissenting=self._ids(at, shown.dissenting),
            codes=self._codes(at),
            uncoded_share=round(1 - float(self.shares[at].sum()), 4),
            said_more_by=self.said_more[at],
            counterpart=self._counterpart(at),
        )

    def _copies(self, in_topic: NDArray[np.intp]) -> int:
        """Count the criteria that say again, nearly word for word, what another of the topic says."""
        weights, repeats = self.telling.units.weights[in_topic], self.telling.gathered.repeats[in_topic]
        return int(weights.sum()) - len(np.unique(repeats))

    def _ids(self, at: int, rows: Sequence[int]) -> list[object]:
        statements = [int(self.telling.units.statement[row]) for row in rows]
        return list(self.quoting.of_statements(statements, int(self.layer.sides[at]), self.members[at]))

    def _codes(self, at: int) -> list[CodeShare]:
        shares = self.shares[at]
        order = np.lexsort((np.arange(len(shares)), -shares))[:CODES_SHOWN]
        return [
            CodeShare(
                code=self.columns.codes[column],
                n_criteria=round(float(shares[column]) * len(self.members[at])),
                share=round(float(shares[column]), 4),
            )
            for column in order.tolist()
            if shares[column] > 0
        ]

    def _counterpart(self, at: int) -> Counterpart | None:
        found = self.telling.gathered.counterparts[self.number]
        wanted = _OPPOSITE[int(self.layer.sides[at])]
        if wanted not in found.sides:
            return None
        column = found.sides.index(wanted)
        return Counterpart(topic=int(found.topics[at, column]), cosine=round(float(found.cosines[at, column]), 4))


def _told(language: str, label: TopicLabel) -> Label:
    return Label(
        language=language,
        label=label.label,
        key_phrases=[phrase.text for phrase in label.key_phrases],
        source=label.source,
    )


def _said_more(telling: Telling, topic: NDArray[np.int64], n_topics: int) -> list[list[SaidMore]]:
    """Give for each topic the parts of the scope that speak of it more than others; topics are tested all together."""
    inputs = telling.inputs
    known = topic >= 0
    key = inputs.criteria["group"][known].astype(np.int64) * n_topics + topic[known]
    counts = np.bincount(key, minlength=len(inputs.groups) * n_topics).reshape(len(inputs.groups), n_topics)
    result: list[list[SaidMore]] = [[] for _ in range(n_topics)]
    for axis in telling.axes:
        parts = parts_of(inputs, axis)
        found = alarm(counts, parts.members, np.arange(n_topics), minimum=MINIMUM_GROUPS, level=LEVEL)
        more = np.flatnonzero((found.direction > 0) & ~found.dimension)
        for part in np.unique(found.part[more]).tolist():
            rows = more[found.part[more] == part]
            # Only what stands is drawn anew: of eight hundred topics that is a few.
            columns = found.cell[rows]
            told = contrast(
                counts[:, columns],
                parts.members[part],
                totals=counts.sum(axis=1),
                resamplings=telling.resamplings,
                seed=telling.seed,
            )
            for place, at in enumerate(rows.tolist()):
                cell = int(found.cell[at])
                low, high = told.intervals.low[0, place], told.intervals.high[0, place]
                result[cell].append(
                    SaidMore(
                        axis=axis,
                        value=parts.values[part],
                        name=parts.names[part],
                        n_criteria=int(told.n_criteria_part[0, place]),
                        n_groups=int(told.n_groups_part[0, place]),
                        log_odds=round(float(told.log_odds[0, place]), 4),
                        interval=Interval(low=round(float(low), 4), high=round(float(high), 4)),
                        q=float(f"{found.q[at]:.4g}"),
                    )
                )
    return result


def tell_isolated(inputs: Inputs, units: Units, gathered: Gathered) -> Isolated:
    """Tell which criteria no topic speaks for, the farthest first."""
    alone = gathered.isolated[units.of]
    rows = np.flatnonzero(alone)
    order = np.lexsort((rows, gathered.closeness[units.of[rows]]))
    return Isolated(n_criteria=len(rows), criteria=inputs.ids(rows[order[:ISOLATED_SHOWN]]))
