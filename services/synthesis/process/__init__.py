"""The process as cities keep it, joined with people's words: chains, rights, coverage, proposals, practices."""
