"""The signatures of a PDF: who, when, why, how far each reaches, and what a viewer overlooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from zcdesk.ui.look import px
from zcdesk.ui.parts import button, card, column, empty_state, fit, label, panel, row, scrolled

if TYPE_CHECKING:
    from zcdesk.desk.signing import PdfSignature, PdfVerification

_WIDTH = 640


class SignaturesDialog(QDialog):
    """The answer for one file, a card for each signature."""

    def __init__(self, path: Path, answer: PdfVerification, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("签名核验"))
        holds = self.tr("● 签名全部有效") if answer.ok else self.tr("■ 核验不通过")
        self.verdict = label(holds, "good" if answer.ok else "violation", wrap=True)
        self.lines = [label(f"■ {each}", "violation", wrap=True) for each in answer.faults]
        cards = [self._card(each) for each in answer.signatures] or [
            empty_state(self.tr("没有可核验的签名"), self.tr("请在“文件”中选择文书，点“签署…”。"))
        ]
        blind = label(
            self.tr(
                "常见阅读器只看签名所覆盖的字节；这里还检查签名之后有没有覆盖页面、"
                "调换附件或在文件末尾追加内容。"
            ),
            "muted",
            wrap=True,
        )
        inner = panel(
            column(
                label(path.name, "title", wrap=True),
                self.verdict,
                *self.lines,
                *cards,
                blind,
                None,
                gap=12,
            )
        )
        close = button(self.tr("关闭"), self.accept, "primary")
        whole = scrolled(inner, self.tr("签名核验"))
        self.setLayout(column(whole, row(None, close), gap=16, margin=24))
        fit(self, inner, px(_WIDTH))
        self.finished.connect(self.deleteLater)

    def _card(self, each: PdfSignature) -> QWidget:
        office = each.role.chinese if each.role else self.tr("其他")
        at = each.at.strftime("%Y-%m-%d %H:%M:%S") if each.at else self.tr("时间不明")
        cover = self.tr("覆盖整个文件") if each.whole else self.tr("覆盖签名时的文件，其后还有内容")
        known = (
            self.tr("证书与会议所列一致")
            if each.trusted
            else self.tr("证书不在会议所列之内，请向签名人核对指纹")
        )
        said = [
            label(f"{office}：{each.name or each.signer}", "strong", wrap=True),
            label(
                self.tr("签名有效") if each.ok else "；".join(each.faults),
                "good" if each.ok else "violation",
                wrap=True,
            ),
            label(
                self.tr("{at}（签名者本机时间）　{reason}").format(at=at, reason=each.reason),
                wrap=True,
            ),
            label(f"{cover}　{known}", wrap=True),
            label(self.tr("证书：{holder}").format(holder=each.signer), "muted", wrap=True),
            label(each.fingerprint, "code", wrap=True),
        ]
        return card(column(*said, gap=4, margin=12))
