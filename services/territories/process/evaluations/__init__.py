"""What changed, as seen by the same groups before and after, and what is improved because of it."""
