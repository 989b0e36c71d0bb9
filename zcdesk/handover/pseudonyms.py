"""Names for experts who are not named (报送版): M01, M02 … in the committee's order.

40号令 第二十四条: expert names are generally not published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zcdesk.domain.committee import Member

# An id such as P01 or 7 names nobody; anything else (a name, its pinyin) might.
_PLAIN_ID = re.compile(r"[A-Z]{0,3}[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """How each member is called in a paper or file, and which words must not stand in it."""

    ids: Mapping[str, str]
    words: Mapping[str, str]
    others: frozenset[str] = frozenset()

    @classmethod
    def of(cls, members: Iterable[Member], others: Iterable[str] = ()) -> Pseudonyms:
        """The pseudonyms of a committee. `others` are names of people who are no experts.

        An expert's name inside such a name (王明 in 王明远) stays as it is.
        """
        ids: dict[str, str] = {}
        words: dict[str, str] = {}
        for place, member in enumerate(members, start=1):
            ids[member.id] = f"M{place:02d}"
            words.setdefault(member.name, ids[member.id])
            if _PLAIN_ID.fullmatch(member.id) is None:
                words.setdefault(member.id, ids[member.id])
        # The longest first: 欧阳明 before 欧阳.
        ordered = sorted(words.items(), key=lambda each: -len(each[0]))
        inside = {name for name in others if any(w in name and w != name for w in words)}
        return cls(ids, dict(ordered), frozenset(inside - set(words)))

    def member(self, member_id: str) -> str:
        """A member's pseudonym; the office, which is no member, keeps its empty id."""
        return self.ids.get(member_id, "")

    def members(self, member_ids: Iterable[str]) -> list[str]:
        """Several members' pseudonyms, in the order given."""
        return [self.member(each) for each in member_ids]

    def text(self, text: str) -> str:
        """Free text with every expert's name replaced."""
        if not self.words:
            return text
        longest_first = sorted({*self.words, *self.others}, key=lambda each: (-len(each), each))
        found = re.compile("|".join(map(re.escape, longest_first)))
        return found.sub(lambda match: self.words.get(match[0], match[0]), text)

    def names_somebody(self, text: str) -> bool:
        """Whether an expert's name, or an id that may be one, stands in a text."""
        return any(word in text for word in self.words)


def as_named(members: Iterable[Member]) -> Pseudonyms:
    """No pseudonyms at all (档案版): members keep their ids, texts stay as they are."""
    return Pseudonyms({member.id: member.id for member in members}, {})
