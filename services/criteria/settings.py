"""What the criteria service can be told beyond the common settings."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.settings import CommonSettings


class CriteriaSettings(CommonSettings):
    """Settings of the criteria service (``SPIRAL_CRITERIA_...``)."""

    model_config = SettingsConfigDict(env_prefix="SPIRAL_CRITERIA_", extra="ignore", frozen=True)

    questionnaires: Path | None = None
    """A folder with more questionnaire versions, beside the one that is shipped."""

    chunk_records: int = 5000
    """Records of a JSON array that are committed together; streams are cut at about 1.3 MB."""

    atomic_records: int = 50_000
    """Records an atomic or dry-run import may have."""

    array_records: int = 10_000
    """Records a JSON array may have."""

    array_bytes: int = 16_000_000
    """Bytes a JSON array may have."""

    part_bytes: int = 8_000_000
    """Bytes one part of an upload may have, decompressed."""

    detected_languages: str = "en fr pt es it nl de ro pl el ar sv da fi cs hu tr ru uk bg hr ca sq sw"
    """Languages that a text without one is recognised among."""
