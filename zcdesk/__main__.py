"""The process starts here: the command line, given a way to open the desktop."""

from pathlib import Path

from zcdesk import cli


def open_desktop(session: Path | None) -> int:
    """Show the window on `session` (or on the choice of one); returns the exit code."""
    from zcdesk import app  # noqa: PLC0415  Qt is loaded only for the desktop

    return app.run(session)


def main() -> None:
    """Run one command; `cli` stands below `app` in the layers and so is handed the desktop."""
    cli.main(obj=open_desktop, prog_name="zcdesk")


if __name__ == "__main__":
    main()
