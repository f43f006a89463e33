"""The eight phases of each cycle, the scenarios that were weighed, and how far a platform is."""
