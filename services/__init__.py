"""The four services, and the ways to run them."""
