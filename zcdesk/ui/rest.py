"""What no start waits for: loaded behind the start page, and by whoever needs it sooner.

With all of it the window came after two seconds instead of a moment: the desk brings the database,
the papers, the readings of Chinese characters.
"""

from __future__ import annotations

from zcdesk.desk import added_fonts, sample, setup
from zcdesk.desk.reading import Reader
from zcdesk.desk.room import room
from zcdesk.domain.events import FontAdded
from zcdesk.ui.bench import Bench
from zcdesk.ui.checking import check_delivered
from zcdesk.ui.re_examining import examine_package
from zcdesk.ui.self_attack import SelfAttack, Target
from zcdesk.ui.views.about_dialog import AboutDialog
from zcdesk.ui.views.attack_dialog import AttackDialog
from zcdesk.ui.views.fonts_dialog import FontsDialog
from zcdesk.ui.views.manual_dialog import ManualDialog
from zcdesk.ui.views.new_session import NewSessionPage
from zcdesk.ui.views.projector import Projector
from zcdesk.ui.workplace import Workplace

__all__ = [
    "AboutDialog",
    "AttackDialog",
    "Bench",
    "FontAdded",
    "FontsDialog",
    "ManualDialog",
    "NewSessionPage",
    "Projector",
    "Reader",
    "SelfAttack",
    "Target",
    "Workplace",
    "added_fonts",
    "check_delivered",
    "examine_package",
    "room",
    "sample",
    "setup",
]
