"""Make the syntheses of texts that people really wrote, and write their reports to be read by a person.

Needs ``SPIRAL_TEXTS`` as `benchmarks.real_texts` does, and says so without it. Reports are written to the folder
named by ``SPIRAL_REPORTS``, else to a new one. The public consultations carry their own opinion statistics: whether
statements that nearly all agree with are among the exemplars more often than chance is worked out too.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from spiral_client import Client

from .house import machine, running
from .real_texts import push_all, wait

Record = dict[str, Any]

SCOPES: dict[str, Record] = {
    "happy-moments": {"profiles": ["workers", "parents", "youth", "elders"]},
    "consultations": {"profiles": ["other:consultation"]},
}
AXES = {"happy-moments": ["profile"], "consultations": ["country"]}

VOTES, AGREE = 20, 0.75
"""A statement with this many votes of which this share agree is one that nearly all agree with."""


def main() -> None:
    """Push, wait, make both syntheses, write the reports, and compare exemplars with opinions."""
    folder = os.environ.get("SPIRAL_TEXTS")
    if not folder:
        sys.exit("SKIPPED: set SPIRAL_TEXTS to the folder with the texts; nothing was tried")
    out = Path(os.environ.get("SPIRAL_REPORTS") or tempfile.mkdtemp(prefix="spiral-reports-"))
    out.mkdir(parents=True, exist_ok=True)
    with running(worker=True) as house, Client(house.url, house.key) as client:
        print(machine())
        push_all(client, Path(folder), ("happy-moments", "polis"))
        wait(house)
        for name, scope in SCOPES.items():
            found = make(client, name, scope)
            for form in ("html", "md", "csv", "json"):
                text = client.syntheses.report(found["id"], form, "en")
                (out / f"{name}.{form}").write_text(text, "utf-8")
            show(found)
            if name == "consultations":
                agreed(found, Path(folder))
    print(f"reports: {out}")


def make(client: Client, name: str, scope: Record) -> Record:
    """Make one synthesis, and say how long it took."""
    began = time.perf_counter()
    asked = client.syntheses.ask(scope, title=name, contrast_by=AXES[name])
    client.syntheses.wait(asked["id"])
    found = client.syntheses.read(asked["id"])
    n = found["document"]["voices"]["n_criteria"]
    print(f"\n# {name}: {n} criteria, made in {time.perf_counter() - began:.0f} s")
    return found


def show(found: Record) -> None:
    """Print what a facilitator would look at first."""
    document, quotes = found["document"], found["quotes"]
    for profile in document["profiles"]:
        named = [f"{row['code']} {row['share']:.1%}" for row in profile["components"][:8]]
        print(f"{profile['question']}: {', '.join(named)}; never: {len(profile['never'])}")
    for contrast in document["contrasts"]:
        for row in contrast["differences"][:12]:
            print(f"  {row['value']} {row['direction']} {row['code']}: {row['share']:.1%} ({row['share_rest']:.1%})")
    print(f"isolated: {document['isolated']['n_criteria']}")
    for number, layer in enumerate(document["layers"]):
        print(f"\n## layer {number}: {len(layer['topics'])} topics")
        for topic in sorted(layer["topics"], key=lambda one: -one["n_criteria"])[:30]:
            label = next(one for one in topic["labels"] if one["language"] == "en")
            said = [quotes[id]["text"][:70] for id in topic["exemplars"] if id in quotes][:2]
            codes = ",".join(code["code"] for code in topic["codes"][:2])
            print(f"  {topic['n_criteria']:5} {label['label'][:52]:52} [{label['source']}] {codes:8} {said}")


def agreed(found: Record, folder: Path) -> None:
    """Tell whether statements that nearly all agree with are exemplars more often than chance."""
    records = pq.read_table(folder / "polis_comments.parquet").to_pylist()
    share = {row["text"]: _agreement(row) for row in records}
    known = {text: value for text, value in share.items() if value is not None}
    document, quotes = found["document"], found["quotes"]
    shown = {quotes[id]["text"] for layer in document["layers"] for t in layer["topics"] for id in t["exemplars"]}
    inside = np.array([text in shown for text in known])
    consensus = np.array([value >= AGREE for value in known.values()])
    if not inside.any():
        print("no exemplar has votes")
        return
    rng = np.random.default_rng(1)
    drawn = np.array([consensus[rng.permutation(len(consensus))[: inside.sum()]].mean() for _ in range(10_000)])
    here = consensus[inside].mean()
    print(
        f"\n{inside.sum()} exemplars with at least {VOTES} votes: {here:.1%} are agreed with by {AGREE:.0%} or more;"
        f" of all {len(known)} statements {consensus.mean():.1%}; p = {(1 + (drawn >= here).sum()) / 10_001:.4f}"
    )


def _agreement(row: Record) -> float | None:
    votes = (row["agrees"] or 0) + (row["disagrees"] or 0)
    return (row["agrees"] or 0) / votes if votes >= VOTES else None


if __name__ == "__main__":
    main()
