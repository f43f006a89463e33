"""How it is to be known whether people are well: five situations, observations, measures, and the diagnosis."""
