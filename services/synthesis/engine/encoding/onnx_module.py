"""A sentence-transformers input module that computes with onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

GRAPH = "model_int8.onnx"
# onnxruntime 1.31 is slower when it adds and normalises in one step: 355 against 404 statements a second of a core.
SLOWER = ["SkipLayerNormFusion"]


class OnnxModule(InputModule):
    """One graph from token ids to unit vectors, with the tokenizer of its folder."""

    def __init__(self, folder: Path, dimension: int, threads: int | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.dimension = dimension
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # Texts are counted before they are batched; to read their tokens a second time would cost some hundredths.
        self._counted: dict[str, list[int]] = {}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        # A core that spins while it waits for another is taken from whoever shares the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Token ids, (batch, tokens), of texts with the prompt before each; `ValueError` when their numbers differ."""
        known = self._counted
        prompted = [(prompt or "") + text for text in inputs]
        if all(text in known for text in prompted):
            ids = [known[text] for text in prompted]
        else:
            ids = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(prompted)]
        return {"input_ids": torch.from_numpy(np.array(ids, dtype=np.int64))}

    def n_tokens(self, texts: Sequence[str], prompt: str) -> list[int]:
        """How many tokens each text has with the prompt before it; they are kept until texts are counted again."""
        prompted = [prompt + text for text in texts]
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(prompted)]
        self._counted = dict(zip(prompted, ids, strict=True))
        return [len(each) for each in ids]

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Adds `sentence_embedding`, (batch, dimension)."""
        found = self.session.run(None, {"input_ids": features["input_ids"].numpy()})
        features["sentence_embedding"] = torch.from_numpy(found[0])
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Not offered: the folder is made once, by the install step."""
        raise NotImplementedError(f"the graph stays in {self.folder}")
