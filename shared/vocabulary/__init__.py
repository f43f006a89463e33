"""The field's words as types, and the codebooks as data."""
