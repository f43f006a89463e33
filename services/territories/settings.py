"""What the territories service can be told: the common settings, and nothing of its own."""

from shared.settings import CommonSettings


class TerritoriesSettings(CommonSettings):
    """The common settings are all this service needs."""
