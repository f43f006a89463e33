"""``python -m spiral_client`` is the command ``spiral``."""

from .command import main

if __name__ == "__main__":
    main()
