"""What somebody was handed, checked: a package, or one signed paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from zcdesk.desk import delivery, signing
from zcdesk.ui.views.verify_page import Answer, Checked, answer_of


def check_delivered(path: Path, now: Callable[[], datetime.datetime]) -> Answer:
    """The answer in lines; a PDF is asked for its signatures, a folder for all of a package.

    `KnownError` where nothing can be read there.
    """
    if path.suffix.lower() == ".pdf":
        found = signing.check_outside(path)
        lines = [Checked(each.ok, "电子签名", each.sentence, "") for each in found.signatures]
        lines += [Checked(ok=False, title="文件", detail=f, file="") for f in found.faults]
    else:
        answer = delivery.verify(path)
        lines = [Checked(each.ok, each.title, each.detail, each.file) for each in answer.lines]
    return answer_of(path, now(), lines)
