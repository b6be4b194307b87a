"""``python -m em_desktop`` is the ``em-desktop`` command."""

import sys

from em_desktop.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
