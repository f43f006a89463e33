"""What the groups of a platform said, what was carried on by collective criteria, and whose words were left out."""
