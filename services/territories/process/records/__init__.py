"""What records of the process have in common, of whatever kind: forms, links, history, bulk, feed."""
