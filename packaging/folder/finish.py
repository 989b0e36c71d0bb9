"""Put beside the program what a person and an inspector look for: how to start, licences, checksums."""

import hashlib
import shutil
import sys
from pathlib import Path

CHECKSUMS = "SHA256SUMS"


def finish(folder: Path, root: Path) -> None:
    """Complete `folder`, made from the source in `root`."""
    here = Path(__file__).resolve().parent
    shutil.copyfile(here / "使用说明.txt", folder / "使用说明.txt")
    if sys.platform == "linux":
        shutil.copyfile(here / "start.sh", folder / "start.sh")
    shutil.copyfile(root / "LICENSE", folder / "LICENSE")
    # Nobody asks what an installer did, and it tells where this was built.
    for record in folder.glob("_internal/*.dist-info/RECORD"):
        record.unlink()
    licences = folder / "licences"
    shutil.rmtree(licences, ignore_errors=True)
    licences.mkdir()
    for name in ("LICENCES.txt", "libraries.toml"):
        shutil.copyfile(root / "resources" / "licences" / name, licences / name)
    for text in sorted((root / "resources" / "fonts").glob("LICENSE*")):
        shutil.copyfile(text, licences / f"font-{text.name}")
    for text in sorted(folder.glob("_internal/*.dist-info/licenses/**/*")):
        if text.is_file():
            package = next(part for part in text.parts if part.endswith(".dist-info"))
            shutil.copyfile(text, licences / f"{package.removesuffix('.dist-info')}-{text.name}")
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != CHECKSUMS
    ]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    finish(Path(sys.argv[1]), Path(sys.argv[2]))
