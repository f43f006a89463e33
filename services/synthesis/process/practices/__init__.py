"""Practices, exchanges and actions found by their meaning, in every language."""
