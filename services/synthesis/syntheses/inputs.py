"""What a synthesis is made of: criteria with their codes and groups, as they stood when it was made.

The record keeps them without any word, so that the same synthesis can be made again although people have gone
on speaking. Words and vectors are looked up by statement.
"""

import hashlib
import io
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.vocabulary.roles import CodeStatus, Question

QUESTIONS = tuple(Question)
STATUSES = tuple(CodeStatus)
NAMED = ("territory", "country", "profile", "family", "language", "code")
"""Columns that hold the number of a name."""

GROUP = np.dtype(
    [
        ("territory", "i4"),
        ("country", "i4"),
        ("profile", "i4"),
        ("family", "i4"),
        ("year", "i4"),
        ("participants", "i4"),
    ]
)
CRITERION = np.dtype(
    [("statement", "i4"), ("group", "i4"), ("question", "i1"), ("language", "i2"), ("code", "i2"), ("status", "i1")]
)


@dataclass(frozen=True)
class Inputs:
    """Criteria (n), their groups (g) and their distinct statements (s), in an order that never changes."""

    criteria: NDArray[Any]
    """(n) of `CRITERION`: rows of statements and groups, and numbers of names; -1 where there is none."""
    criterion_ids: NDArray[np.uint8]
    """(n, 16)"""
    groups: NDArray[Any]
    """(g) of `GROUP`"""
    group_ids: NDArray[np.uint8]
    """(g, 16)"""
    statement_ids: NDArray[np.int64]
    """(s)"""
    names: dict[str, list[str]]
    """By column, what its numbers stand for."""
    territory_names: list[str]
    """What the territories are called, in the order of ``names["territory"]``."""
    texts: list[str] = field(default_factory=list)
    """(s) normalised; empty until the words are looked up."""
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """(s, d) as they are stored, with their language in them; zeros where a text has not been read yet."""

    def ids(self, rows: NDArray[np.intp]) -> list[UUID]:
        """Give the public ids of some criteria."""
        return [UUID(bytes=self.criterion_ids[row].tobytes()) for row in rows]

    @cached_property
    def has_vector(self) -> NDArray[np.bool_]:
        """By statement (s): whether it has been read."""
        return np.asarray(self.vectors.any(axis=1), np.bool_)

    def with_words(self, texts: list[str], vectors: NDArray[np.float32]) -> "Inputs":
        """Give the same inputs with their words."""
        return replace(self, texts=texts, vectors=vectors)

    def of_groups(self, chosen: NDArray[np.bool_]) -> "Inputs":
        """Give what some of the groups (g) said; statements keep their rows."""
        number = np.cumsum(chosen) - 1
        said = chosen[self.criteria["group"]]
        criteria = self.criteria[said]
        criteria["group"] = number[criteria["group"]]
        return replace(
            self,
            criteria=criteria,
            criterion_ids=self.criterion_ids[said],
            groups=self.groups[chosen],
            group_ids=self.group_ids[chosen],
        )

    def packed(self) -> bytes:
        """Give the inputs as bytes, without words; `unpacked` makes them again."""
        body = io.BytesIO()
        names = json.dumps({"names": self.names, "territory_names": self.territory_names}, ensure_ascii=False)
        np.savez_compressed(
            body,
            criteria=self.criteria,
            criterion_ids=self.criterion_ids,
            groups=self.groups,
            group_ids=self.group_ids,
            statement_ids=self.statement_ids,
            names=np.frombuffer(names.encode(), np.uint8),
        )
        return body.getvalue()

    def sha256(self) -> str:
        """Give the digest of all that goes into the computation, words and vectors too."""
        digest = hashlib.sha256()
        for part in (self.criteria, self.criterion_ids, self.groups, self.group_ids, self.statement_ids, self.vectors):
            digest.update(np.ascontiguousarray(part).tobytes())
        rest = [self.names, self.territory_names, self.texts]
        digest.update(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode())
        return digest.hexdigest()


def unpacked(body: bytes) -> Inputs:
    """Make inputs from what `Inputs.packed` gave; their words are still to be looked up."""
    with np.load(io.BytesIO(body), allow_pickle=False) as found:
        names = json.loads(found["names"].tobytes())
        return Inputs(
            criteria=found["criteria"],
            criterion_ids=found["criterion_ids"],
            groups=found["groups"],
            group_ids=found["group_ids"],
            statement_ids=found["statement_ids"],
            names=names["names"],
            territory_names=names["territory_names"],
        )
