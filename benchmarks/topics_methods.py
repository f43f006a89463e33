"""One way to find topics, in a process of its own: vectors in a file, topics out, time and memory told.

Run by ``benchmarks/topics.py`` as a file, with the interpreter that has the method: EVoC and BERTopic are compared
with and never needed, so nothing of this project is imported but for its own method.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

NEAR = 70


def spiral(vectors: Any, seed: int) -> list[Any]:
    """The topics of this project; it draws no lots, so a seed is another order of the statements."""
    from services.synthesis.engine.topics.topics import Topics

    order = np.random.default_rng(seed).permutation(len(vectors)) if seed else np.arange(len(vectors))
    back = np.argsort(order)
    found = Topics().fit(vectors[order] if seed else vectors)
    return [layer.labels[back] for layer in found.layers_]


def evoc(vectors: Any, seed: int) -> list[Any]:
    """EVoC as it comes; every layer, -1 for what is left out."""
    model = import_module("evoc").EVoC(random_state=seed)
    model.fit_predict(vectors)
    return [np.asarray(layer) for layer in model.cluster_layers_]


def bertopic(vectors: Any, seed: int) -> list[Any]:
    """BERTopic's clustering with its own settings (UMAP to 5, HDBSCAN from 10 statements), without the words."""
    umap, hdbscan = import_module("umap"), import_module("hdbscan")
    flat = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    return [hdbscan.HDBSCAN(min_cluster_size=10, metric="euclidean").fit_predict(flat.fit_transform(vectors))]


METHODS: dict[str, Callable[[Any, int], list[Any]]] = {"spiral": spiral, "evoc": evoc, "bertopic": bertopic}


def peak_mib() -> float:
    """The most memory this process has had; what `getrusage` tells would begin with that of the process before."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def warm(method: str, vectors: Any) -> None:
    """Import and compile outside the measured time."""
    METHODS[method](np.ascontiguousarray(vectors[:1000]), 0)


def main() -> None:
    """``topics_methods.py METHOD VECTORS.npy SEED LABELS.npy``."""
    method, source, seed, target = sys.argv[1:]
    vectors = np.load(source)
    warm(method, vectors)
    began, cpu = time.perf_counter(), time.process_time()
    layers = METHODS[method](vectors, int(seed))
    told: dict[str, Any] = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
    told["peak_mib"] = peak_mib()
    told["n_topics"] = [int(layer.max()) + 1 for layer in layers]
    np.save(target, min(layers, key=lambda layer: abs(int(layer.max()) + 1 - NEAR)))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
