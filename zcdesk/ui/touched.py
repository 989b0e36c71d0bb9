"""Which rows of the list look different after a change."""

from __future__ import annotations

from zcdesk.domain import events as ev


def touched(events: tuple[object, ...] | list[object]) -> set[str] | None:
    """The applicants whose rows may look different; None: all of them."""
    numbers: set[str] = set()
    for event in events:
        match event:
            case ev.ApplicantEdited(before, _, _):
                numbers.add(before.number)
            case ev.StatusSet(applicant, _, _, _):
                numbers.add(applicant)
            case ev.FactPinned() | ev.FactsTicked():
                numbers.add(event.applicant)
            case ev.DocumentMoved(before, after, _):
                numbers |= {place.applicant for place in (before, after) if place is not None}
            case ev.WaiverRecorded(waiver):
                numbers |= {waiver.applicant} - {""}
            case ev.UnclearAcknowledged(findings) | ev.AcknowledgementTakenBack(findings):
                numbers |= {applicant for applicant, _ in findings} - {""}
            case ev.AttendanceRecorded() | ev.KeyEnrolled() | ev.BallotCast() | ev.RoundOpened():
                pass
            case ev.RoundClosed() | ev.RoundAnnulled() | ev.BoxOpened() | ev.ScoresEntered():
                pass
            case ev.PanelSet() | ev.OpinionWritten() | ev.RecusalDeclared() | ev.SeatUnlocked():
                pass
            case ev.RecusalWithdrawn() | ev.PaperCounted() | ev.PanelRemoved():
                pass
            case _:
                return None
    return numbers
