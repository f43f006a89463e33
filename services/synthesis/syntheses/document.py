"""What a synthesis found, as it is kept and told: figures, never a person's words.

Quotes are ids of criteria. Their words are looked up when somebody reads, so that what was withdrawn is gone
from every synthesis at once, and nobody reads a text that its platform did not open to them.
"""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.vocabulary.roles import Question

Level = Literal["dimension", "component"]
Axis = Literal["profile", "family", "country", "territory", "year"]


class Part(BaseModel):
    """A part of the document; what is not foreseen here is not in it."""

    model_config = ConfigDict(extra="forbid")


class Interval(Part):
    """A 95 % interval from resampling whole groups."""

    low: float
    high: float


class Heard(Part):
    """How much of a value was heard: a profile, a country, a language, a year, a question or a code status."""

    value: str
    name: str | None = Field(default=None, description="What people call it, where the value is a code or an id")
    n_criteria: int
    n_groups: int
    n_participants: int


class Voices(Part):
    """Who stands behind the synthesis."""

    n_criteria: int
    n_statements: int = Field(description="Distinct texts")
    n_groups: int
    n_participants: int
    n_territories: int
    n_countries: int
    by_question: list[Heard]
    by_profile: list[Heard]
    by_country: list[Heard]
    by_territory: list[Heard]
    by_year: list[Heard]
    by_language: list[Heard]
    by_status: list[Heard] = Field(description="validated, human, proposed, uncoded")


class Ranked(Part):
    """A dimension or component among the answers to a question."""

    code: str
    rank: int | None = Field(description="1 for the one named most; ties share a rank; empty where never named")
    n_criteria: int
    share: float = Field(description="Of the coded criteria that answer the question")
    interval: Interval
    n_groups: int = Field(description="Groups naming it")
    n_participants: int = Field(description="Participants of those groups")
    largest_two: int | None = Field(
        default=None, description="Criteria of the two groups that gave most; not told to the public"
    )
    human_share: float | None = Field(description="Of its criteria, coded or validated by people")
    exemplars: list[UUID] = []


class Profile(Part):
    """What is said in answer to one question."""

    question: Question
    n_criteria: int
    n_coded: int
    n_groups: int
    n_participants: int
    dimensions: list[Ranked]
    components: list[Ranked]
    never: list[str] = Field(description="Components nobody named")
    hardly: list[str] = Field(description="Components named by few groups and few criteria")


class Difference(Part):
    """What a part of the scope says more, or less, than the rest of it."""

    axis: Axis
    value: str
    name: str | None = None
    question: Question | None = Field(description="Empty for all questions together")
    level: Level
    code: str
    direction: Literal["more", "less"]
    n_criteria: int
    n_criteria_rest: int
    share: float
    share_rest: float
    log_odds: float = Field(description="Natural logarithm of the odds ratio, shrunk towards none")
    interval: Interval = Field(description="Of the log odds, from resampling whole groups")
    p: float
    q: float = Field(description="False discovery rate at which this stands, over all cells tested")
    stands: bool = True
    n_groups: int = Field(description="Groups of the part")
    n_groups_naming: int
    n_groups_rest: int
    n_groups_rest_naming: int
    rank: int | None = Field(description="Among the part's own answers to the question")
    rank_rest: int | None
    naive_p: float = Field(description="Of a chi-square test that takes criteria for independent; too small")
    exemplars: list[UUID] = []


class OwnRanking(Part):
    """What one part of the scope names most, whatever the rest names."""

    value: str
    name: str | None = None
    question: Question
    level: Level
    n_coded: int
    n_groups: int
    ranked: list[Ranked] = Field(description="Those named most, in the part's own order")


class Contrast(Part):
    """Every part on an axis against the rest; differences that stand, and how many cells were tested."""

    axis: Axis
    n_tested: int
    false_discovery_rate: float
    too_small: list[str] = Field(description="Values with too few groups to be contrasted")
    differences: list[Difference] = Field(description="Those that stand, largest first")
    plot: list[Difference] = Field(description="For a picture: also what does not stand, by size of the effect")
    own: list[OwnRanking] = Field(default=[], description="The ranking inside each part that is large enough")


class Label(Part):
    """What a topic is called in one language."""

    language: str
    label: str
    key_phrases: list[str] = []
    source: Literal["words", "component", "example", "other-language"]


class CodeShare(Part):
    """A code within a topic."""

    code: str
    n_criteria: int
    share: float


class SaidMore(Part):
    """A kind of group, country or territory that speaks of a topic more than others."""

    axis: Axis
    value: str
    name: str | None = None
    n_criteria: int
    n_groups: int
    log_odds: float
    interval: Interval
    q: float


class Counterpart(Part):
    """The topic nearest in meaning on the opposite side."""

    topic: int
    cosine: float


class Topic(Part):
    """A recurring idea."""

    topic: int = Field(description="Its number in its layer")
    identity: int = Field(description="Keeps from one synthesis of a scope to the next")
    parent: int | None = Field(description="Number of the topic in the next broader layer that holds it")
    question: Question | None = Field(description="The side it is said on; empty where several are joined")
    n_criteria: int
    n_statements: int
    n_copies: int = Field(description="Criteria that repeat, nearly word for word, another of the topic")
    n_groups: int
    n_participants: int
    n_countries: int
    largest_two: int | None = Field(
        default=None, description="Criteria of the two groups that gave most; not told to the public"
    )
    share: float = Field(description="Of all criteria of the synthesis")
    closeness: float = Field(description="Mean cosine of its statements to its centre")
    labels: list[Label]
    exemplars: list[UUID]
    dissenting: list[UUID] = Field(description="In it, and furthest from its exemplars")
    codes: list[CodeShare]
    uncoded_share: float
    said_more_by: list[SaidMore] = []
    counterpart: Counterpart | None = None


class Layer(Part):
    """All topics of one fineness; every criterion is in exactly one of them."""

    topics: list[Topic]


class Isolated(Part):
    """Criteria no topic speaks for; each still counts in its nearest topic."""

    n_criteria: int
    criteria: list[UUID] = Field(description="Up to 200 of them, the farthest first")


class Lineage(Part):
    """What became of the topics of the synthesis before."""

    previous: UUID | None
    kept: list[int] = Field(default=[], description="Identities that go on")
    born: list[int] = []
    died: list[int] = []
    split: dict[int, list[int]] = Field(default={}, description="Old identity to the identities it went into")
    merged: dict[int, list[int]] = Field(default={}, description="New identity to the old ones it was made of")


class Disagreement(Part):
    """A topic whose words and codes tell different stories, or criteria whose code is foreign to their topic."""

    layer: int
    topic: int
    code: str = Field(description="The code most of the topic has")
    share: float
    criteria: list[UUID] = Field(description="Coded otherwise, though their words are near the topic's centre")
    other_codes: list[CodeShare]


class PeriodShare(Part):
    """A code's share in one period."""

    period: str
    n_criteria: int
    n_groups: int
    share: float
    interval: Interval


class Change(Part):
    """A code's shares over periods, and whether the change between two periods stands."""

    question: Question
    level: Level
    code: str
    shares: list[PeriodShare]
    difference: float | None = Field(description="Last period less first; empty where not comparable")
    interval: Interval | None = None
    q: float | None = None
    stands: bool


class Comparison(Part):
    """Whether two periods heard the same kinds of groups."""

    first: str
    last: str
    comparable: bool
    reasons: list[str]
    missing_in_first: list[str]
    missing_in_last: list[str]


class Changes(Part):
    """How shares moved over periods."""

    periods: list[str]
    standardised: Literal["none", "pooled", "first", "equal"]
    comparison: Comparison | None
    changes: list[Change]


class CountryChanges(Part):
    """How the shares of one country moved."""

    country: str
    changes: Changes


class Point(Part):
    """A row or column in the correspondence map, on its first axes."""

    value: str
    name: str | None = None
    mass: float
    coordinates: list[float]
    contributions: list[float]
    cos2: list[float] = Field(description="Quality of representation on each axis")


class Map(Part):
    """Correspondence analysis of group types, countries or years by components."""

    axis: Axis
    level: Level
    inertia: float
    shares: list[float] = Field(description="Of the inertia, by axis")
    rows: list[Point]
    columns: list[Point]


class Alike(Part):
    """Two territories that hear the same things."""

    first: UUID
    first_name: str
    second: UUID
    second_name: str
    likeness: float = Field(description="0 to 1")
    interval: Interval
    shared: list[str] = Field(description="Components that both hear more than others")


class Document(Part):
    """All that a synthesis found."""

    voices: Voices
    profiles: list[Profile]
    contrasts: list[Contrast]
    layers: list[Layer] = Field(description="From fine to broad")
    isolated: Isolated
    lineage: Lineage
    disagreements: list[Disagreement]
    changes: Changes | None
    countries: list[CountryChanges] = Field(default=[], description="The same by country, where there are several")
    maps: list[Map]
    alike: list[Alike]
