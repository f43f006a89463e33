"""Makes syntheses as a network of several countries and languages would have them; all of it is invented."""

import math
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from services.synthesis.schemas import CodebookNotice
from services.synthesis.syntheses.document import (
    Alike,
    Change,
    Changes,
    CodeShare,
    Comparison,
    Contrast,
    Counterpart,
    CountryChanges,
    Difference,
    Disagreement,
    Document,
    Heard,
    Interval,
    Isolated,
    Label,
    Layer,
    Lineage,
    Map,
    OwnRanking,
    PeriodShare,
    Point,
    Profile,
    Ranked,
    SaidMore,
    Topic,
    Voices,
)
from services.synthesis.syntheses.schemas import (
    NewSynthesis,
    Progress,
    Provenance,
    Quote,
    Remark,
    Synthesis,
    TopicName,
)
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.roles import Question

CODEBOOK = default_codebook()
COMPONENTS = sorted(code for code, entry in CODEBOOK.entries.items() if not entry.general)

SAID = (
    ("fr", "BE", "Mons", "Qu'on me regarde quand je parle, comme n'importe qui"),
    ("fr", "BE", "Mons", "Ne plus avoir à raconter toute ma vie à chaque guichet"),
    ("fr", "FR", "Mulhouse", "Pouvoir payer le chauffage et aussi manger, sans choisir entre les deux"),
    ("pt", "PT", "Câmara de Lobos", "Ter trabalho na terra e não ter de emigrar"),
    ("pt", "CV", "Ribeira Grande", "A água chega à torneira só duas vezes por semana"),
    ("pt", "PT", "Cascais", "Os vizinhos que perguntam por mim"),
    ("it", "IT", "Pergine Valsugana", "Avere qualcuno che ascolta, anche quando non c'è niente da risolvere"),
    ("it", "IT", "Trento", "Gli autobus la sera, per non dover chiedere un passaggio"),
    ("el", "GR", "Πάτρα", "Να μπορώ να πληρώσω το ενοίκιο χωρίς φόβο στο τέλος του μήνα"),
    ("ar", "MA", "الحسيمة", "أن يكون المستشفى قريباً من القرية"),
    ("ro", "RO", "Timișoara", "Un loc unde tinerii să se întâlnească fără să plătească"),
    ("en", "IE", "Cork", "A landlord who cannot put me out with a month's notice"),
    ("de", "DE", "Freiburg", "Zeit haben, ohne dass jemand etwas von mir will"),
)
"""Language, country, territory and words."""

THEMES = {
    "en": ("somebody who listens", "rent and heating", "work close to home", "doctors nearby", "safe streets at night",
           "neighbours", "time for oneself", "water and roads", "being treated with respect", "places to meet"),
    "fr": ("quelqu'un qui écoute", "loyer et chauffage", "du travail près de chez soi", "des médecins proches",
           "sortir le soir sans peur", "les voisins", "du temps pour soi", "l'eau et les routes",
           "être traité avec respect", "des lieux pour se voir"),
    "pt": ("alguém que escuta", "renda e aquecimento", "trabalho perto de casa", "médicos por perto",
           "ruas seguras à noite", "os vizinhos", "tempo para si", "água e estradas", "ser tratado com respeito",
           "lugares de encontro"),
    "it": ("qualcuno che ascolta", "affitto e riscaldamento", "lavoro vicino a casa", "medici vicini",
           "strade sicure la sera", "i vicini", "tempo per sé", "acqua e strade", "essere trattati con rispetto",
           "luoghi d'incontro"),
}  # fmt: skip

PROFILES = ("youth", "elders", "homeless", "unemployed", "women", "migrants", "students", "parents")


class Maker:
    """Invents one synthesis; the same seed invents the same."""

    def __init__(self, seed: int = 7) -> None:
        self.random = Random(seed)
        self.quotes: dict[UUID, Quote] = {}

    def quote(self, text: str | None = None, **known: Any) -> UUID:
        language, country, territory, said = self.random.choice(SAID)
        identity = UUID(int=self.random.getrandbits(128), version=4)
        self.quotes[identity] = Quote(
            id=identity,
            text=text or said,
            **{
                "language": language,
                "question": self.random.choice(list(Question)),
                "country": country,
                "territory_name": territory,
                "profile": self.random.choice(PROFILES),
                "year": self.random.randint(2015, 2024),
                "code": self.random.choice(COMPONENTS),
                **known,
            },
        )
        return identity

    def exemplars(self, n: int = 3) -> list[UUID]:
        return [self.quote() for _ in range(n)]

    def interval(self, middle: float, width: float) -> Interval:
        return Interval(low=middle - width * self.random.uniform(0.7, 1), high=middle + width)

    def ranked(self, codes: list[str], n: int) -> list[Ranked]:
        weights = [self.random.paretovariate(1.3) for _ in codes]
        shares = sorted((weight / sum(weights) for weight in weights), reverse=True)
        return [
            Ranked(
                code=code,
                rank=rank,
                n_criteria=round(share * n),
                share=share,
                interval=Interval(low=share * 0.74, high=share * 1.3),
                n_groups=max(1, round(118 * min(1, share * 7))),
                n_participants=max(8, round(1100 * min(1, share * 7))),
                largest_two=round(share * n * 0.4),
                human_share=self.random.uniform(0.2, 0.9),
                exemplars=self.exemplars(2) if rank < 6 else [],
            )
            for rank, (code, share) in enumerate(zip(codes, shares, strict=True), 1)
        ]

    def profile(self, question: Question, n: int) -> Profile:
        codes = self.random.sample(COMPONENTS, len(COMPONENTS))
        never, hardly, named = ["B05", *codes[:2]], codes[2:6], [code for code in codes[6:] if code != "B05"]
        return Profile(
            question=question,
            n_criteria=n,
            n_coded=round(n * 0.9),
            n_groups=118,
            n_participants=1104,
            dimensions=self.ranked(self.random.sample(sorted(CODEBOOK.dimensions), 9), n),
            components=self.ranked(named, n),
            never=sorted(set(never)),
            hardly=hardly,
        )

    def difference(self, axis: str, value: str, code: str, log_odds: float, **known: Any) -> Difference:
        width = self.random.uniform(0.2, 0.5)
        share_rest = self.random.uniform(0.02, 0.1)
        return Difference(
            axis=axis,
            value=value,
            question=self.random.choice([Question.WELLBEING, Question.ILLBEING]),
            level="component",
            code=code,
            direction="more" if log_odds > 0 else "less",
            n_criteria=84,
            n_criteria_rest=410,
            share=min(share_rest * math.exp(log_odds), 0.9),
            share_rest=share_rest,
            log_odds=log_odds,
            interval=Interval(low=log_odds - width, high=log_odds + width),
            p=0.0004,
            q=0.008,
            n_groups=12,
            n_groups_naming=10,
            n_groups_rest=106,
            n_groups_rest_naming=41,
            rank=1 if log_odds > 1 else 7,
            rank_rest=9,
            naive_p=1e-9,
            exemplars=self.exemplars(2),
            **known,
        )

    def contrast(self, axis: str, values: list[str]) -> Contrast:
        odds = (1.31, 0.86, 0.74, -1.1, 0.62, -0.8, 0.55, -0.6, 0.5)
        found = zip(values * 3, self.random.sample(COMPONENTS, 9), odds, strict=False)
        standing = [self.difference(axis, value, code, log_odds) for value, code, log_odds in found]
        rest = [self.difference(axis, value, self.random.choice(COMPONENTS), self.random.uniform(-0.3, 0.3))
                for value in values for _ in range(5)]  # fmt: skip
        own = [
            OwnRanking(value=values[0], question=Question.WELLBEING, level="component", n_coded=640, n_groups=12,
                       ranked=self.ranked(self.random.sample(COMPONENTS, 8), 640))
        ]  # fmt: skip
        small = ["elders", "other:night-nurses"] if axis == "profile" else []
        return Contrast(
            axis=axis, n_tested=1104, false_discovery_rate=0.05, too_small=small, differences=standing,
            plot=[*standing, *rest], own=own,
        )  # fmt: skip

    def topic(self, number: int, share: float, parent: int | None, total: int) -> Topic:
        n = max(2, round(share * total))
        near, other = self.random.randrange(10), self.random.randrange(10)
        labels = [
            Label(language=language, label=f"{themes[near]}, {themes[other]}"[:90], key_phrases=list(themes[3:8]),
                  source="words")
            for language, themes in THEMES.items()
        ]  # fmt: skip
        return Topic(
            topic=number,
            identity=1000 + number,
            parent=parent,
            question=self.random.choice([None, *Question]),
            n_criteria=n,
            n_statements=round(n * 0.9),
            n_copies=n // 12,
            n_groups=min(118, n // 2 + 1),
            n_participants=min(1104, 4 * n),
            n_countries=self.random.randint(1, 9),
            largest_two=n // 3,
            share=share,
            closeness=0.71,
            labels=labels,
            exemplars=self.exemplars(3),
            dissenting=self.exemplars(1),
            codes=[CodeShare(code=code, n_criteria=n // (2 + place), share=1 / (2 + place))
                   for place, code in enumerate(self.random.sample(COMPONENTS, 3))],
            uncoded_share=0.07,
            said_more_by=[
                SaidMore(axis="profile", value="homeless", n_criteria=n // 3, n_groups=9, log_odds=0.8,
                         interval=Interval(low=0.3, high=1.2), q=0.01),
                SaidMore(axis="country", value="BE", n_criteria=n // 4, n_groups=8, log_odds=0.6,
                         interval=Interval(low=0.2, high=1.0), q=0.02),
            ] if number % 3 == 0 else [],
            counterpart=Counterpart(topic=1, cosine=0.8) if number == 0 else None,
        )  # fmt: skip

    def layers(self, sizes: tuple[int, ...], total: int) -> list[Layer]:
        """Invent layers from fine to broad; each broader topic is as large as those it holds."""
        found: list[Layer] = []
        below: list[Topic] = []
        for place, size in enumerate(sizes):
            if not below:
                weights = [self.random.paretovariate(1.6) for _ in range(size)]
                topics = [
                    self.topic(number, weight / sum(weights), None, total) for number, weight in enumerate(weights)
                ]
            else:
                shares = [0.0] * size
                for topic in below:
                    topic.parent = topic.topic % size
                    shares[topic.parent] += topic.share
                topics = [self.topic(number, share, None, total) for number, share in enumerate(shares)]
            found.append(Layer(topics=topics))
            below = topics if place + 1 < len(sizes) else []
        return found

    def changes(self, comparable: bool = True) -> Changes:
        periods = ["2015", "2018", "2021", "2024"]
        changes = []
        for place, code in enumerate(self.random.sample(COMPONENTS, 14)):
            shares, slope = self.random.uniform(0.02, 0.12), self.random.uniform(-0.02, 0.03)
            values = [max(shares + slope * step, 0.005) for step in range(4)]
            changes.append(
                Change(
                    question=Question.WELLBEING if place % 2 else Question.ILLBEING,
                    level="component",
                    code=code,
                    shares=[
                        PeriodShare(period=period, n_criteria=round(900 * value), n_groups=28, share=value,
                                    interval=Interval(low=max(value - 0.02, 0), high=value + 0.025))
                        for period, value in zip(periods, values, strict=True)
                    ],
                    difference=values[-1] - values[0] if comparable else None,
                    interval=self.interval(values[-1] - values[0], 0.02) if comparable else None,
                    q=0.01 if comparable else None,
                    stands=comparable and abs(slope) > 0.018,
                )
            )  # fmt: skip
        comparison = Comparison(
            first="2015", last="2024", comparable=comparable, reasons=[],
            missing_in_first=[] if comparable else ["homeless", "migrants"], missing_in_last=[],
        )  # fmt: skip
        return Changes(periods=periods, standardised="pooled", comparison=comparison, changes=changes)

    def map(self, axis: str, values: list[str]) -> Map:
        def point(value: str) -> Point:
            place = [self.random.gauss(0, 0.5), self.random.gauss(0, 0.35)]
            quality = self.random.uniform(0.1, 0.95)
            return Point(value=value, mass=self.random.uniform(0.01, 0.2), coordinates=place,
                         contributions=[0.1, 0.05], cos2=[quality * 0.7, quality * 0.3])  # fmt: skip

        return Map(axis=axis, level="component", inertia=0.31, shares=[0.41, 0.22, 0.12],
                   rows=[point(value) for value in values],
                   columns=[point(code) for code in self.random.sample(COMPONENTS, 34)])  # fmt: skip

    def alike(self) -> list[Alike]:
        pairs = (("Mons", "Mulhouse"), ("Câmara de Lobos", "Ribeira Grande"), ("Cork", "Πάτρα"), ("Trento", "الحسيمة"))
        return [
            Alike(first=UUID(int=place), first_name=one, second=UUID(int=99 + place), second_name=other,
                  likeness=0.9 - place * 0.09, interval=self.interval(0.9 - place * 0.09, 0.05),
                  shared=self.random.sample(COMPONENTS, 3))
            for place, (one, other) in enumerate(pairs)
        ]  # fmt: skip

    def voices(self, total: int) -> Voices:
        def heard(values: dict[str, str | None]) -> list[Heard]:
            weights = [self.random.paretovariate(1.2) for _ in values]
            return [
                Heard(value=value, name=name, n_criteria=round(total * weight / sum(weights)),
                      n_groups=max(1, round(118 * weight / sum(weights))),
                      n_participants=max(9, round(1104 * weight / sum(weights))))
                for (value, name), weight in zip(values.items(), weights, strict=True)
            ]  # fmt: skip

        places = {str(UUID(int=number)): name for number, name in enumerate(dict.fromkeys(said[2] for said in SAID))}
        return Voices(
            n_criteria=total,
            n_statements=round(total * 0.93),
            n_groups=118,
            n_participants=1104,
            n_territories=11,
            n_countries=8,
            by_question=heard(dict.fromkeys(["wellbeing", "illbeing", "action"])),
            by_profile=heard({**dict.fromkeys(PROFILES), "other:night-nurses": "infirmières de nuit"}),
            by_country=heard(dict.fromkeys(sorted({said[1] for said in SAID}))),
            by_territory=heard(dict(places)),
            by_year=heard(dict.fromkeys(["2015", "2018", "2021", "2024"])),
            by_language=heard(dict.fromkeys(sorted({said[0] for said in SAID}))),
            by_status=heard(dict.fromkeys(["validated", "human", "proposed", "uncoded"])),
        )

    def document(self, sizes: tuple[int, ...] = (40, 12, 5), total: int = 9412) -> Document:
        layers = self.layers(sizes, total)
        return Document(
            voices=self.voices(total),
            profiles=[self.profile(question, n) for question, n in
                      ((Question.WELLBEING, 4011), (Question.ILLBEING, 3390), (Question.ACTION, 2011))],
            contrasts=[
                self.contrast("profile", ["homeless", "youth", "migrants"]), self.contrast("country", ["BE", "PT"])
            ],
            layers=layers,
            isolated=Isolated(n_criteria=31, criteria=[self.quote() for _ in range(24)]),
            lineage=Lineage(previous=UUID(int=5), kept=[1, 2, 3], born=[9], split={4: [5, 6]}, merged={}),
            disagreements=[
                Disagreement(layer=0, topic=number, code="A03", share=0.61, criteria=self.exemplars(3),
                             other_codes=[CodeShare(code="A08", n_criteria=12, share=0.2),
                                          CodeShare(code="C01", n_criteria=4, share=0.1)])
                for number in range(min(3, len(layers[0].topics) if layers else 0))
            ],
            changes=self.changes(),
            countries=[CountryChanges(country="BE", changes=self.changes(comparable=False))],
            maps=[self.map("profile", list(PROFILES))],
            alike=self.alike(),
        )  # fmt: skip


def a_synthesis(sizes: tuple[int, ...] = (40, 12, 5), *, seed: int = 7, **changed: Any) -> Synthesis:
    """Invent a whole synthesis; ``sizes`` are the numbers of topics from fine to broad."""
    maker = Maker(seed)
    document = maker.document(sizes)
    at = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
    known: dict[str, Any] = {
        "id": UUID("5f0c3f0e-8a55-4b1c-9d6c-0d6f6f3b7a10"),
        "title": "What eleven territories say (synthetic data)",
        "state": "done",
        "standing": "draft",
        "released": False,
        "request": NewSynthesis(contrast_by=["profile", "country"]),
        "scope_name": "The whole network",
        "includes_local": False,
        "progress": Progress(phase="done", share=1),
        "asked_at": at,
        "started_at": at,
        "finished_at": at,
        "provenance": Provenance(
            model="intfloat/multilingual-e5-small", model_revision="fd1525a9", codebook=CODEBOOK.version, coder="5",
            code_version="0.2.0", seed=7, threads=2, feeds={"criteria": "000123-77", "places": "000019-2"},
            inputs_sha256="9f" * 32, document_sha256="3c" * 32, libraries={"numpy": "2.4.6", "scikit-learn": "1.9.1"},
        ),
        "n_withdrawn_since": 3,
        "links": {},
        "document": document,
        "quotes": maker.quotes,
        "names": [
            TopicName(
                layer=len(sizes) - 1, topic=1, language="fr", name="Être vu, être entendu", named_at=at, named_by="Anna"
            )
        ] if sizes else [],
        "remarks": [
            Remark(id=UUID(int=1), text="To be read with the minutes of 12 March.", by="Anna", at=at),
            Remark(
                id=UUID(int=2), text="Not the same in both valleys.", layer=len(sizes) - 1, topic=0, by="Rui", at=at
            ),
        ],
        "codebook": CodebookNotice(version=CODEBOOK.version, provisional=True, notice=CODEBOOK.notice),
    }  # fmt: skip
    return Synthesis(**{**known, **changed})


def an_empty_document() -> Document:
    """Make what is found where nothing was said."""
    none = {f"n_{what}": 0 for what in ("criteria", "statements", "groups", "participants", "territories", "countries")}
    by = {f"by_{axis}": [] for axis in ("question", "profile", "country", "territory", "year", "language", "status")}
    return Document(
        voices=Voices(**none, **by), profiles=[], contrasts=[], layers=[], isolated=Isolated(n_criteria=0, criteria=[]),
        lineage=Lineage(previous=None), disagreements=[], changes=None, maps=[], alike=[],
    )  # fmt: skip
