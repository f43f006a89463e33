"""The web of the gateway itself: keys, pages, and documents for machines."""
