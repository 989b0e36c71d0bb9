"""Put the lines of a benchmark run into BENCHMARKS.md, between its two marks.

benchmarks.py LINES BENCHMARKS.md
"""

import datetime
import os
import platform
import sys
from pathlib import Path

BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"
HEAD = (
    "| what | ours | floor | floor's time | ratio | target | met |",
    "|---|---|---|---|---|---|---|",
)


def machine() -> str:
    """The processor, how many of them, the system."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{os.cpu_count()} × {name}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def main() -> None:
    """Replace what was measured before."""
    lines, page = Path(sys.argv[1]), Path(sys.argv[2])
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        sys.exit(f"{page}: the marks {BEGIN} and {END} are missing")
    day = datetime.date.today()  # noqa: DTZ011, TID251 - this is the composition root
    measured = f"Measured on {day} ({machine()}).\n\n" + "\n".join(HEAD) + "\n"
    page.write_text(f"{before}{BEGIN}\n{measured}{lines.read_text('utf-8')}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
