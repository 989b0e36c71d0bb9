"""Signatures by hand on the disk: kept beside the log, wiped when taken back, told where altered."""

from __future__ import annotations

import pytest

from tests.store.conftest import AT
from zcdesk.domain import events as ev
from zcdesk.domain.hand_signature import HandSignature, Stroke
from zcdesk.store import hand_signatures
from zcdesk.store.casefile import CaseFile
from zcdesk.store.errors import StoreDamaged

ONE = HandSignature((Stroke(((10, 20), (910, 520), (1810, 20))), Stroke(((5, 5),))))
TWO = HandSignature((Stroke(((0, 0), (3000, 1000))),))
TOLD = "手写签名与审计日志不一致：{who}的笔迹被改动、删除或调换。"


def sign(file: CaseFile, who: str, signature: HandSignature) -> None:
    event = ev.HandSigned(who, signature.digest)
    file.record([event], actor=who, at=AT, also=lambda db: hand_signatures.put(db, who, signature))


def take_back(file: CaseFile, who: str, signature: HandSignature) -> None:
    event = ev.HandSignatureWithdrawn(who, signature.digest)
    file.record([event], actor=who, at=AT, also=lambda db: hand_signatures.drop(db, who))


def test_strokes_are_there_again_and_a_later_signature_takes_the_place_of_an_earlier(
    file: CaseFile,
) -> None:
    assert file.hand_signatures() == {}
    sign(file, "M01", ONE)
    sign(file, "secretary", TWO)
    sign(file, "M01", TWO)
    file.close()
    with CaseFile.open(file.folder, "秘书的口令") as again:
        assert again.hand_signatures() == {"M01": TWO, "secretary": TWO}
        assert again.verify() == []
        take_back(again, "M01", TWO)
        assert again.hand_signatures() == {"secretary": TWO}
        assert again.verify() == []
        assert not any("[3000,1000]" in line.body for line in again.audit())


@pytest.mark.parametrize(
    ("statement", "who"),
    [
        ("UPDATE hand_signatures SET strokes = replace(strokes, '910', '911')", "M01"),
        ("UPDATE hand_signatures SET signer = 'M03' WHERE signer = 'M01'", "M01、M03"),
        ("DELETE FROM hand_signatures WHERE signer = 'M02'", "M02"),
        (
            """UPDATE hand_signatures SET strokes = '{"strokes":[[1]]}' WHERE signer = 'M01'""",
            "M01",
        ),
        ("UPDATE hand_signatures SET strokes = '7' WHERE signer = 'M02'", "M02"),
        ("INSERT INTO hand_signatures SELECT 'M09', strokes FROM hand_signatures LIMIT 1", "M09"),
        (
            "UPDATE hand_signatures SET signer = 'x' WHERE signer = 'M01';"
            " UPDATE hand_signatures SET signer = 'M01' WHERE signer = 'M02';"
            " UPDATE hand_signatures SET signer = 'M02' WHERE signer = 'x'",
            "M01、M02",
        ),
    ],
)
def test_strokes_that_are_not_those_of_the_log_are_told_and_not_drawn(
    file: CaseFile, statement: str, who: str
) -> None:
    sign(file, "M01", ONE)
    sign(file, "M02", TWO)
    for each in statement.split(";"):
        file.run(lambda db, each=each: db.conn.execute(each))
    assert file.verify() == [TOLD.format(who=who)]
    with pytest.raises(StoreDamaged, match="手写签名与审计日志不一致"):
        file.hand_signatures()


def test_a_failed_write_leaves_neither_strokes_nor_line(file: CaseFile) -> None:
    def broken(_: object) -> None:
        raise RuntimeError

    lines = len(file.audit())
    with pytest.raises(RuntimeError):
        file.record([ev.HandSigned("M01", ONE.digest)], actor="M01", at=AT, also=broken)
    assert (len(file.audit()), file.hand_signatures()) == (lines, {})
