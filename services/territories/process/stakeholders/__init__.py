"""Who takes part in a platform, what was asked of them, what they do and when they met."""
