"""The process starts here: the desktop, or the command line, given a way to open the desktop."""

import sys
from pathlib import Path


def open_desktop(session: Path | None) -> int:
    """Show the window on `session` (or on the choice of one); returns the exit code."""
    from zcdesk import app  # noqa: PLC0415  Qt is loaded only for the desktop

    return app.run(session)


def main() -> None:
    """Run one command; `cli` stands below `app` in the layers and so is handed the desktop."""
    if len(sys.argv) == 1:
        sys.exit(open_desktop(None))  # the window does not wait for what commands need
    from zcdesk import cli  # noqa: PLC0415 - as said

    cli.main(obj=open_desktop, prog_name="zcdesk")


if __name__ == "__main__":
    main()
