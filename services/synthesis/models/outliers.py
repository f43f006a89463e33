"""Evens out the few enormous values that go into some layers, so that 8 bits can hold all of them.

A tensor quantised to 8 bits spends its 256 steps on its whole range, so one value a hundred times the usual leaves a
step or two for all the others. In a sentence encoder such values stand always in the same few channels. Dividing a
channel and multiplying its weights by the same number changes nothing in float32, and moves the range to where every
channel has steps of its own (Xiao et al. 2023, "SmoothQuant", here for the channels that stick out only).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

# A layer is evened when its largest channel is this many times the one that 99 of 100 stay under.
STICKS_OUT = 5.0


def even_out(sentences: Any, examples: Sequence[str]) -> list[str]:
    """Even out the linear layers of a SentenceTransformer that need it on some of the texts; returns their names."""
    network = sentences[0].auto_model
    evened = []
    for name, largest in _largest(sentences, examples).items():
        usual = largest.quantile(0.99)
        if largest.max() > STICKS_OUT * usual:
            parent, _, own_name = name.rpartition(".")
            layer = _evened(network.get_submodule(name), (largest / usual).clamp(min=1))
            setattr(network.get_submodule(parent), own_name, layer)
            evened.append(name)
    return evened


def _largest(sentences: Any, examples: Sequence[str]) -> dict[str, torch.Tensor]:
    """For each linear layer, the largest absolute value that came in by each channel."""
    import torch

    found: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Any:
        def look(_layer: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            seen = inputs[0].detach().float().abs().flatten(end_dim=-2).amax(dim=0)
            found[name] = torch.maximum(found.get(name, seen), seen)

        return look

    linear = [
        (name, layer) for name, layer in sentences[0].auto_model.named_modules() if isinstance(layer, torch.nn.Linear)
    ]
    watching = [layer.register_forward_pre_hook(watch(name)) for name, layer in linear]
    sentences.encode(list(examples), prompt=sentences.prompts.get("query", ""), show_progress_bar=False)
    for hook in watching:
        hook.remove()
    return found


def _evened(layer: Any, times: torch.Tensor) -> torch.nn.Module:
    """The same layer with each channel divided by, and its weights multiplied by, a number."""
    import torch

    class Evened(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = torch.nn.Linear(layer.in_features, layer.out_features)
            self.linear.weight.data = layer.weight.data * times
            self.linear.bias = layer.bias
            self.shrink = torch.nn.Parameter(1 / times, requires_grad=False)

        def forward(self, values: torch.Tensor) -> torch.Tensor:
            result: torch.Tensor = self.linear(values * self.shrink)
            return result

    return Evened()
