"""Print the labels and exemplars of topics of real texts, to be read by a person: `python -m benchmarks.topic_labels`.

Needs a folder of such texts in ``SPIRAL_TEXTS`` (see `benchmarks.real_texts`) and says so without it. The topics come
from a plain two-level clustering (mini-batch k-means, then Ward over its centres), so that labels are seen apart from
the service's own topics. The time of each step stands beside that of the clustering in the same run.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans

from services.synthesis.engine.coding.examples import Examples, read_seeds
from services.synthesis.engine.encoding.encoder import Vectors, unit_rows
from services.synthesis.engine.encoding.language import fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.labels.centres import centre
from services.synthesis.engine.labels.exemplars import Exemplars, exemplars, voices_of
from services.synthesis.engine.labels.leading import Components
from services.synthesis.engine.labels.naming import name_topics
from services.synthesis.engine.labels.said import Ints, Said
from services.synthesis.engine.labels.topic_label import TopicLabel
from shared.vocabulary.codebook import default_codebook

from .real_texts import Row, _happy, _lines, _polis

FILES = {
    "happy": ("happy_moments_10k.parquet", _happy),
    "polis": ("polis_comments.parquet", _polis),
    "lines": ("xed_13langs.parquet", _lines),
}
MODEL = "multilingual-e5-small"


def rows_of(folder: Path, name: str) -> Iterator[Row]:
    """The rows of a corpus, with the country of each."""
    file, sheets = FILES[name]
    for country, _, rows in sheets(pq.read_table(folder / file).to_pylist()):
        for row in rows:
            yield row | {"country": country, "text": str(row["text"])}


def gather(rows: Sequence[Row]) -> tuple[list[str], Said]:
    """Distinct texts, and who said them."""
    texts = {text: number for number, text in enumerate(dict.fromkeys(row["text"] for row in rows))}
    names = [f"{row['country']} {row['group']}" for row in rows]
    groups = {name: number for number, name in enumerate(dict.fromkeys(names))}
    country = {groups[name]: row["country"] for name, row in zip(names, rows, strict=True)}
    said = Said(
        statement=np.array([texts[row["text"]] for row in rows]),
        group=np.array([groups[name] for name in names]),
        language=[row["language"] for row in rows],
        weight=np.ones(len(rows)),
        country=[country[number] for number in range(len(groups))],
    )
    return list(texts), said


def layers_of(vectors: Vectors, sizes: Sequence[int]) -> list[Ints]:
    """A topic by statement for each layer: Ward over the centres of mini-batch k-means."""
    fine = MiniBatchKMeans(min(900, len(vectors) // 8), random_state=0, batch_size=4096, n_init=1).fit(vectors)
    centres = unit_rows(fine.cluster_centers_.astype(np.float32))
    return [AgglomerativeClustering(size).fit_predict(centres)[fine.labels_].astype(np.int64) for size in sizes]


def show(
    texts: Sequence[str], topic: Ints, names: Sequence[dict[str, TopicLabel]], shown: Sequence[Exemplars], most: int
) -> None:
    """Print the greatest topics of a layer."""
    tags = list(names[0])
    print(f"\n## {len(names)} topics")
    for tag in tags:
        print(f"{tag}: {dict(Counter(name[tag].source for name in names))}")
    sizes = np.bincount(topic, minlength=len(names))
    for row in np.argsort(-sizes, kind="stable")[:most].tolist():
        labels = (
            f"{tag} [{names[row][tag].source}, {names[row][tag].language}] {names[row][tag].label}" for tag in tags
        )
        print(f"\n{sizes[row]} statements: " + " | ".join(labels))
        first = names[row][tags[0]].key_phrases
        print("   " + ", ".join(f"{one.text} {one.score:.3f} ({one.n_groups})" for one in first))
        for mark, chosen in (("+", shown[row].statements[:3]), ("-", shown[row].dissenting)):
            for statement in chosen:
                print(f"   {mark} {texts[statement][:120]}")


def main() -> None:
    """Embed, cluster, name and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("corpus", choices=sorted(FILES), nargs="?", default="happy")
    asked.add_argument("--models", type=Path, default=Path(".spiral/models"))
    asked.add_argument("--languages", default="en,fr,pt,it")
    asked.add_argument("--layers", default="8,25,70,250")
    asked.add_argument("--most", type=int, default=25)
    options = asked.parse_args()
    folder = os.environ.get("SPIRAL_TEXTS")
    if not folder:
        sys.exit("SKIPPED: set SPIRAL_TEXTS to the folder with the texts; nothing was tried")
    texts, said = gather(list(rows_of(Path(folder), options.corpus)))
    encoder = load_encoder("onnx", options.models / MODEL)
    neutralizer = fit_neutralizer(encoder)
    vectors = neutralizer.transform(encoder.encode(texts))
    seeds = read_seeds()
    examples = Examples(seeds, neutralizer.transform(encoder.encode([seed.text for seed in seeds])))
    entries = list(default_codebook().entries.values())
    components = Components([entry.code for entry in entries], [entry.labels for entry in entries])
    clock = [time.perf_counter()]
    layers = layers_of(vectors, [int(size) for size in options.layers.split(",")])
    clock.append(time.perf_counter())
    named = name_topics(
        texts, vectors, said, layers, options.languages.split(","), components=components, examples=examples
    )
    clock.append(time.perf_counter())
    voices = voices_of(texts, vectors, said)
    chosen = [exemplars(voices, centre(vectors, topic)) for topic in layers]
    clock.append(time.perf_counter())
    for topic, names, shown in zip(layers, named, chosen, strict=True):
        show(texts, topic, names, shown, options.most)
    clustering, naming, choosing = np.diff(clock)
    print(f"\n{len(texts)} statements, {len(said.statement)} criteria; load {os.getloadavg()[0]:.1f}")
    print(f"clustering {clustering:.1f} s, labels {naming:.1f} s ({naming / clustering:.2f} of it), ", end="")
    print(f"exemplars {choosing:.1f} s ({choosing / clustering:.2f} of it)")


if __name__ == "__main__":
    main()
