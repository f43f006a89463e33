"""Statements for the five situations of an indicator, proposed from what people said."""
