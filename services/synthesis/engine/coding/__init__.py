"""Proposes codes of a codebook for statements, from examples and from the codebook itself."""
