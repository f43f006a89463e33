"""What callers send, and how this service's records are answered."""
