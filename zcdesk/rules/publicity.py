"""Publicity (公示): until when a list must hang, in working days (40号令 第二十六条)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from zcdesk.domain.citation import Params
from zcdesk.domain.errors import Refused
from zcdesk.rules.figures import whole_of

_SATURDAY = 5
_FURTHEST = 90


@dataclass(frozen=True, slots=True)
class Period:
    """The period, both days included; `off` and `made_up` are those of the given days within it.

    `counted` are its working days, one by one.
    """

    first: datetime.date
    last: datetime.date
    working_days: int
    off: tuple[datetime.date, ...] = ()
    made_up: tuple[datetime.date, ...] = ()
    counted: tuple[datetime.date, ...] = ()


def period(
    starts_on: datetime.date,
    book: Params,
    *,
    holidays: Collection[datetime.date] = (),
    made_up: Collection[datetime.date] = (),
    working_days: int | None = None,
) -> Period:
    """The shortest period from `starts_on` that holds the working days asked for.

    Public holidays (放假) and Saturdays and Sundays worked instead (调休上班) are given by the
    user: they are decreed anew each year. The first day counts where it is a working day, as
    notices put it (自…至…). Fewer days than the book asks for, a day that is both, or holidays
    without end are Refused.
    """
    least = whole_of(book, "public_notice.working_days")
    wanted = least if working_days is None else working_days
    if wanted < least:
        raise Refused("public-notice", f"公示期不得少于{least}个工作日，不能定为{wanted}个工作日。")
    both = sorted(set(holidays) & set(made_up))
    if both:
        raise Refused("public-notice", f"{both[0]}不能既是放假日又是调休上班日，请核对。")
    day, counted = starts_on, list[datetime.date]()
    for _ in range(_FURTHEST + 2 * wanted):
        if _worked(day, holidays, made_up):
            counted.append(day)
        if len(counted) == wanted:
            return Period(
                starts_on,
                day,
                wanted,
                tuple(sorted(d for d in set(holidays) if starts_on <= d <= day)),
                tuple(sorted(d for d in set(made_up) if starts_on <= d <= day)),
                tuple(counted),
            )
        day += datetime.timedelta(days=1)
    raise Refused("public-notice", "填写的放假日太多，算不出公示截止日，请核对。")


def _worked(
    day: datetime.date, holidays: Collection[datetime.date], made_up: Collection[datetime.date]
) -> bool:
    return day in made_up or (day.weekday() < _SATURDAY and day not in holidays)
