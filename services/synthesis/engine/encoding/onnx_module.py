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


class OnnxModule(InputModule):
    """One graph from token ids to unit vectors, with the tokenizer of its folder."""

    def __init__(self, folder: Path, dimension: int, threads: int | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.dimension = dimension
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.pad_id = int((self.tokenizer.padding or {})["pad_id"])
        self.tokenizer.no_padding()  # so that counting tokens does not first fill every text up to the longest
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        # A core that spins while it waits for another is taken from whoever shares the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Token ids and mask, both (batch, tokens), of texts with the prompt before each."""
        encodings = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        shape = len(encodings), max(len(encoding) for encoding in encodings)
        ids, mask = np.full(shape, self.pad_id, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)], mask[row, : len(encoding)] = encoding.ids, 1
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def n_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has."""
        return [len(encoding) for encoding in self.tokenizer.encode_batch(list(texts))]

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Adds `sentence_embedding`, (batch, dimension)."""
        feed = {name: features[name].numpy() for name in ("input_ids", "attention_mask")}
        features["sentence_embedding"] = torch.from_numpy(self.session.run(None, feed)[0])
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Not offered: the folder is made once, by the install step."""
        raise NotImplementedError(f"the graph stays in {self.folder}")
