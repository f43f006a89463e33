"""Reports, chapters and budgets as long tables: a line a fact, the same columns throughout."""
