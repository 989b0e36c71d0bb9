"""Write every booklet of the manual into a folder: `python packaging/manual.py FOLDER`."""

import sys
from pathlib import Path

from zcdesk.desk.manual import booklets, write
from zcdesk.ui.help_pages import key_groups


def main(folder: Path) -> None:
    """The PDFs of the installed program's own manual."""
    folder.mkdir(parents=True, exist_ok=True)
    for bound in booklets():
        print(write(bound, key_groups(), folder / bound.file))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
