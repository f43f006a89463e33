"""What a city binds itself to, the way to a human-rights city step by step, and cities looking at one another."""
