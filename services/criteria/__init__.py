"""What people said: criteria, imports, human codings, withdrawals, and the feed of their changes."""
