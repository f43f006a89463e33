"""Texts to vectors, and the language taken out of them."""
