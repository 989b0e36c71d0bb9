"""The two editions of a paper: 档案版 with the experts' names, 报送版 without any.

40号令 第二十四条: the names of experts are generally not made public. The second edition is printed
from a snapshot in which there is no expert's name any more, so that no section can let one slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from itertools import count

from zcdesk.reports.snapshot import RoundRecord, Snapshot, WaiverRecord
from zcdesk.reports.wording import numeral

_SOMEBODY = "某评委"


class Edition(Enum):
    """Which edition; the value stands on every page."""

    ARCHIVE = "档案版"
    SUBMISSION = "报送版"


def printed(snapshot: Snapshot, edition: Edition) -> Snapshot:
    """The snapshot as this edition may show it."""
    return snapshot if edition is Edition.ARCHIVE else without_experts(snapshot)


def without_experts(snapshot: Snapshot) -> Snapshot:
    """The same session without any member's name, in the free texts too.

    A text that names a member reads 某评委 there. Names of applicants and of units are left:
    they are no less true where a member happens to bear the same name.
    """
    names = sorted({m.name for m in snapshot.members if m.name}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)) if names else "(?!)")

    def clean(text: str) -> str:
        return pattern.sub(_SOMEBODY, text)

    # A panel called after who leads it is called by a number that no other has: two stay two.
    kept = {panel.name for panel in snapshot.panels if not pattern.search(panel.name)}
    numbered = (f"第{numeral(place)}评议组" for place in count(1))
    free = (name for name in numbered if name not in kept)
    panels = {
        panel.name: panel.name if panel.name in kept else next(free) for panel in snapshot.panels
    }

    return replace(
        snapshot,
        members=tuple(replace(member, name="") for member in snapshot.members),
        recusals=tuple(replace(recusal, reason="") for recusal in snapshot.recusals),
        steps=tuple(replace(step, reason=clean(step.reason)) for step in snapshot.steps),
        applicants=tuple(
            replace(
                r,
                reason=clean(r.reason),
                defense_reason=clean(r.defense_reason),
                opinion=clean(r.opinion),
                panel=panels.get(r.panel, r.panel),
            )
            for r in snapshot.applicants
        ),
        panels=tuple(replace(panel, name=panels[panel.name]) for panel in snapshot.panels),
        lines={panels[name]: line for name, line in snapshot.lines.items()},
        rounds=tuple(_cleaned(record, clean) for record in snapshot.rounds),
        exception=clean(snapshot.exception),
        marks=(),
        hands={},
        waivers=tuple(
            WaiverRecord(
                replace(
                    w.waiver,
                    reason=clean(w.waiver.reason),
                    document=clean(w.waiver.document),
                    by=clean(w.waiver.by),
                ),
                w.requirement,
            )
            for w in snapshot.waivers
        ),
    )


def _cleaned(record: RoundRecord, clean: Callable[[str], str]) -> RoundRecord:
    held = record.round
    return replace(
        record,
        round=replace(
            held,
            reason=clean(held.reason),
            on_paper=clean(held.on_paper),
            close_reason=clean(held.close_reason),
            annul_reason=clean(held.annul_reason),
        ),
    )
