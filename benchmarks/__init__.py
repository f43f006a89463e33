"""What the documented figures come from; each prints its ratio to a baseline of the same run."""
