"""Finds the layers of a network whose inputs hold a few enormous values.

A tensor quantised to 8 bits spends its 256 steps on its whole range, so one value a hundred times the usual leaves a
step or two for all the others (Dettmers et al. 2022, "LLM.int8()"). Such layers are worth leaving in float32.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Times the root mean square. In multilingual-e5-small three layers are above (98 to 119), the next is at 78.
OUTLIER = 90.0


def layers_with_outliers(sentences: Any, examples: Sequence[str]) -> list[str]:
    """Names of the linear layers of a SentenceTransformer whose input is beyond `OUTLIER` on some of the texts."""
    import torch

    network = sentences[0].auto_model
    found: dict[str, float] = {}

    def watch(name: str) -> Any:
        def look(_layer: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            values = inputs[0].detach().float()
            extent = float(values.abs().max() / values.pow(2).mean().sqrt())
            found[name] = max(found.get(name, 0.0), extent)

        return look

    linear = [(name, layer) for name, layer in network.named_modules() if isinstance(layer, torch.nn.Linear)]
    watching = [layer.register_forward_pre_hook(watch(name)) for name, layer in linear]
    sentences.encode(list(examples), prompt=sentences.prompts.get("query", ""), show_progress_bar=False)
    for hook in watching:
        hook.remove()
    return sorted(name for name, extent in found.items() if extent > OUTLIER)
