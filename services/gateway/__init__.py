"""The door: who asks, how often, and which service answers."""
