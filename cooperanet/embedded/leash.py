"""Become another program that is signalled as soon as the process that started it is gone.

    python -I -S leash.py SIGNAL PARENT USER GROUP COMMAND...

Run as a file, never imported: it must work where the project's folder cannot be read.
USER and GROUP are numbers, or "-" to stay who one is.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def change_user(user: str, group: str) -> None:
    if user != "-":
        os.setgroups([])
        os.setgid(int(group))
        os.setuid(int(user))


def tie_to(parent: int, signal_number: int) -> None:
    """After the change of user, which would clear it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        sys.exit(f"process {parent} was gone before its child had started")


if __name__ == "__main__":
    change_user(*sys.argv[3:5])
    if sys.platform == "linux":
        tie_to(int(sys.argv[2]), int(sys.argv[1]))
    os.execv(sys.argv[5], sys.argv[5:])  # noqa: S606 (the command is the caller's own)
