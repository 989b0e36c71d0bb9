"""The start of the program where it runs from a folder of its own, with no Python on the machine.

The program starts helpers as `PYTHON -P -m zcdesk.module`; in the folder the executable is that
Python, so it has to understand those words too.
"""

import multiprocessing
import runpy
import sys

HELPER = ["-P", "-m"]


def main() -> None:
    """Run the helper that is asked for, or the program."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if arguments[:2] == HELPER and arguments[2].startswith("zcdesk."):
        sys.argv = arguments[2:]
        runpy.run_module(arguments[2], run_name="__main__", alter_sys=True)
        return
    from zcdesk.__main__ import main as program  # noqa: PLC0415 - a helper needs no Qt

    program()


if __name__ == "__main__":
    main()
