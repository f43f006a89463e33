"""Which people there are: the categories of a collective actor, and what is known of a population."""
