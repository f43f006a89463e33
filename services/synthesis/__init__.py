"""What is made of what people said: vectors, proposed codes, counts, search, trends."""
