"""From many voices to one, both kept: the criteria that groups write in common, and what they were made of."""
