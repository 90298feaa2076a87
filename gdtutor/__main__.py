"""`python -m gdtutor` is `gdtutor`."""

import sys

from gdtutor.cli import main

if __name__ == "__main__":
    sys.exit(main())
