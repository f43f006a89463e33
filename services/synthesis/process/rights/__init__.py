"""Reading by right what people said: a help for readers, and no measure of violation or compliance."""
