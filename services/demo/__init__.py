"""The demonstration: synthetic criteria, pushed through the public API as partners would, and what comes out."""
