"""The invented ballots: who attends, and sheets that give the outcome which was planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

APPROVE, REJECT, ABSTAIN = "同意", "不同意", "弃权"


@dataclass(frozen=True, slots=True)
class SampleRound:
    """One round: `votes` as (member, applicant, word) in the order of the sheets."""

    present: tuple[str, ...]
    applicants: tuple[str, ...]
    votes: tuple[tuple[str, str, str], ...]
    reason: str = ""


def needed(base: int) -> int:
    """The votes that pass: two thirds of the base, rounded up (40号令)."""
    return -(-2 * base // 3)


def vote(
    rng: Random,
    present: Sequence[str],
    not_cast: Sequence[str],
    applicants: Sequence[str],
    passing: frozenset[str],
    recused: frozenset[tuple[str, str]],
    reason: str = "",
) -> SampleRound:
    """Cast a sheet for every member present but those who did not cast.

    A recused applicant who passes does so by exactly two thirds, where the base matters most.
    """
    words: dict[tuple[str, str], str] = {}
    for number in applicants:
        barred = [member for member in present if (number, member) in recused]
        voters = [m for m in present if m not in barred and m not in not_cast]
        least = needed(len(present) - len(barred))
        if number not in passing:
            approving = max(0, least - rng.randint(1, 5))
        elif barred:
            approving = least
        else:
            approving = max(least, len(voters) - rng.choice((0, 0, 0, 1, 1, 2, 3, 5)))
        for member, word in zip(
            rng.sample(voters, len(voters)), _words(rng, approving, len(voters)), strict=True
        ):
            words[member, number] = word
    return SampleRound(
        tuple(present),
        tuple(applicants),
        tuple(
            (member, number, words[member, number])
            for member in present
            for number in applicants
            if (member, number) in words
        ),
        reason,
    )


def _words(rng: Random, approving: int, voters: int) -> list[str]:
    rest = voters - approving
    abstaining = min(rest, rng.choice((0, 0, 0, 1, 1, 2)))
    return [APPROVE] * approving + [REJECT] * (rest - abstaining) + [ABSTAIN] * abstaining
