"""Where and who: territories, the platforms that consult there, and the groups that speak."""
