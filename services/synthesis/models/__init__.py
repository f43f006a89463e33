"""Installing the sentence encoder: weights to a folder that every backend can read, once, before the service runs."""
