"""Which kinds of people a territory has heard, and which it has not."""
