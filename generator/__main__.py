"""Make ``python -m generator`` the command, with the environment it stands in."""

import sys

from generator.cli import main

if __name__ == "__main__":
    sys.exit(main())
