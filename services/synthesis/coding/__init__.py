"""Codes between people and the machine: what it learns from them, and what they should look at.

Proposing itself is in `engine/coding` and `reading.py`.
"""
