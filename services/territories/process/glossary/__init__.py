"""Words that a platform agreed on."""
