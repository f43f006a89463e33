"""From the bytes of a bulk body to its rows, and from rows to what became of each of them."""
