"""`python -m zenca_gui`: the command line."""

import sys

from zenca_gui.app import main

if __name__ == "__main__":
    sys.exit(main())
