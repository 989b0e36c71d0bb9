"""The numbers of the pages of the rail and of the screens that take the desk's place."""

SESSION, MATERIALS, ATTENDANCE, DEFENSE, VOTING, RESULT = range(6)
DESK, KIOSK, SCORING, LOCK, STUDY = range(5)
