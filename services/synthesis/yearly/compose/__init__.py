"""Compose a report from records and figures: pure functions, without web and without database."""
