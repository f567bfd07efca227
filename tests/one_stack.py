"""pytest with all that it calls on one piece of stack.

Python 3.11 keeps frames in pieces of 16 KB and gives a piece back as soon as a call returns across its edge, so that
deep calls ask the system for the same piece again and again: a tenth of the time of tests of pages. A function that
asks for a large piece gets it, and whatever it calls stands in there as well.
"""

import sys

import pytest

# Words of 8 bytes. What is never touched takes no memory.
ROOM = 300_000


def main() -> int:
    return pytest.main()


main.__code__ = main.__code__.replace(co_stacksize=ROOM)

if __name__ == "__main__":
    sys.exit(main())
