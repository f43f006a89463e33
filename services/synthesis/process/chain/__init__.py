"""One chain from what people said to what was done about it and what they then thought of it, both ways."""
