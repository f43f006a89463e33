"""What the synthesis service can be told beyond the common settings."""

from pathlib import Path
from typing import Literal

from pydantic_settings import SettingsConfigDict

from shared.settings import CommonSettings


class SynthesisSettings(CommonSettings):
    """Settings of the synthesis service (``SPIRAL_SYNTHESIS_...``)."""

    model_config = SettingsConfigDict(env_prefix="SPIRAL_SYNTHESIS_", extra="ignore", frozen=True)

    models: Path | None = None
    """Folder of prepared models; by default ``models`` in the state folder."""

    model: str = "multilingual-e5-small"
    """Name of the prepared model's folder."""

    encoder: Literal["onnx", "torch", "remote", "tiny"] = "onnx"
    """Who computes vectors: onnxruntime (int8), torch, a server, or the stand-in of the tests."""

    encoder_url: str = ""
    """Address of the embedding server, for ``remote``."""

    encoder_prompts: bool = True
    """Whether the model's prompt is sent to the server; false for one that puts it before each text itself."""

    threads: int | None = None
    """Cores one computation of vectors takes; all by default. Set 1 where several workers share a machine."""

    slice_size: int = 512
    """Statements that are read and written together."""

    refresh_seconds: float = 0.5
    """How often a replica looks for what is new in its own database."""

    search_floor: float = 0.33
    """Score below which a search lists nothing, unless it names a floor of its own."""

    learn_from: int = 20
    """How many codes given by people must be new before the coder learns again."""

    learn_share: float = 0.05
    """How many must be new, as a share of those it has learnt; the larger of the two counts."""

    learn_seconds: float = 300.0
    """How long a reading stands at least before another one begins."""

    def learnt_folder(self) -> Path | None:
        """Give the folder where what was learnt about the model is kept, if it runs here."""
        return self.model_folder() if self.encoder in ("onnx", "torch") else None

    def model_folder(self) -> Path:
        """Give the folder of the prepared model."""
        return (self.models or self.state / "models") / self.model
