"""How what is said moves between periods, which places say the same, and maps of who says what.

All of it starts from one table of groups × codes. Groups, and not criteria, are what is resampled: the criteria of a
group were said in one room, by people who heard one another.
"""
