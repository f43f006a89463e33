"""What must be known to make a synthesis again, and to see that it came out the same."""

import hashlib
from importlib.metadata import version
from typing import Any

from .gathering import Serving
from .inputs import Inputs
from .schemas import NewSynthesis, Provenance

METHOD = "1"
"""Counted up when the way a synthesis is made changes its figures."""

_LIBRARIES = ("numpy", "scipy", "scikit-learn")


def provenance(found: Serving, request: NewSynthesis, inputs: Inputs, document: str, threads: int) -> dict[str, Any]:
    """Tell where a synthesis comes from: model, codes, code, seed, feeds, and digests of what went in and came out."""
    return Provenance(
        model=found.model,
        model_revision=found.revision,
        codebook=found.codebook,
        coder=found.coder,
        code_version=f"{version('spiral-commons')}+{METHOD}",
        seed=request.seed,
        threads=threads,
        feeds=found.feeds,
        inputs_sha256=inputs.sha256(),
        document_sha256=digest(document),
        libraries={name: version(name) for name in _LIBRARIES},
    ).model_dump(mode="json")


def digest(document: str) -> str:
    """Give the digest of a document as it is written."""
    return hashlib.sha256(document.encode()).hexdigest()
