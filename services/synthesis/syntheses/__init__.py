"""Syntheses: dated, immutable results of what a scope says, with all that is needed to make them again."""
