"""The dossiers (申报材料): for every applicant a folder with typed papers and scanned ones."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random
from typing import Any

from zcdesk.domain.applicant import Achievement, Applicant
from zcdesk.domain.dates import PartialDate
from zcdesk.dossiers.specimen_facts import REVIEW_YEAR
from zcdesk.dossiers.specimen_lists import resources
from zcdesk.dossiers.specimen_pages import TypedPaper, register_font, scanned_pdf
from zcdesk.dossiers.specimen_scans import LANDSCAPE, PORTRAIT, Form, FormText, Medium

_SIZES = {"学历证书": LANDSCAPE, "获奖证书": LANDSCAPE}
_MEDIA = {"专利证书": Medium.PALETTE, "项目验收意见": Medium.BILEVEL}
_SCAN_OF = {"项目": "项目验收意见", "专利": "专利证书", "获奖": "获奖证书"}


def folder_name(applicant: Applicant) -> str:
    """The folder of an applicant's dossier: the number, then the name."""
    return f"{applicant.number}_{applicant.name}"


class DossierWriter:
    """Writes dossiers; the empty forms and the typefaces are made once and shared."""

    def __init__(self, folder: Path, rng: Random) -> None:
        self._folder = folder
        self._rng = rng
        self._texts = tomllib.loads((resources() / "specimen" / "papers.toml").read_text("utf-8"))
        self._notice = str(self._texts["notice"])
        register_font()
        self._forms: dict[tuple[str, str], Form] = {}

    def write(self, applicant: Applicant) -> None:
        """Write one dossier: form, degree, title, assessments, and a file per achievement."""
        folder = self._folder / folder_name(applicant)
        folder.mkdir(exist_ok=True)
        files = {"评审简表.pdf": self._overview(applicant), **self._certificates(applicant)}
        if applicant.assessments:
            files["年度考核登记表.pdf"] = self._assessments(applicant)
        for one in applicant.achievements:
            files[one.attachment] = self._proof(applicant, one)
        for name, content in files.items():
            (folder / name).write_bytes(content)

    def _form(self, name: str, school: str = "") -> Form:
        """The drawn form, made when it is first asked for."""
        if (name, school) not in self._forms:
            entry = self._texts["certificates"][name]
            text = FormText(
                entry["heading"],
                tuple(entry["labels"]),
                entry["closing"],
                school or entry["seal"],
                self._notice,
            )
            medium = _MEDIA.get(name, Medium.COLOUR)
            form = Form(self._rng, text, medium, _SIZES.get(name, PORTRAIT))
            self._forms[name, school] = form
        return self._forms[name, school]

    def _said(self, part: str, applicant: Applicant, subject: str) -> list[str]:
        """The paragraphs of a part of the word list, filled in."""
        return [self._fill(text, applicant, subject) for text in self._texts[part]["paragraphs"]]

    def _fill(self, text: str, applicant: Applicant, subject: str) -> str:
        while "{number}" in text:
            text = text.replace("{number}", str(self._rng.randint(3, 18)), 1)
        return text.format(subject=subject, city=applicant.city)

    def _certificates(self, applicant: Applicant) -> dict[str, bytes]:
        degree, title = applicant.degrees[0], applicant.title
        sex = applicant.sex.value if applicant.sex else ""
        serial = f"{self._rng.randrange(10**8):08d}"
        diploma = self._form("学历证书", degree.school).fill(
            (
                applicant.name,
                sex,
                f"{degree.schooling} {degree.degree}".strip(),
                degree.major,
                _on(degree.obtained_on),
                f"样{serial}",
            )
        )
        held = self._form("职称证书").fill(
            (
                applicant.name,
                f"{title.series}系列",
                title.specialty,
                title.name,
                _on(title.obtained_on),
                f"样字第{serial[:6]}号",
            )
        )
        scanned = scanned_pdf(held, f"{title.name}职称证书", PORTRAIT)
        return {"学历证书.jpg": diploma, "职称证书.pdf": scanned}

    def _proof(self, applicant: Applicant, one: Achievement) -> bytes:
        if one.kind == "论文":
            return self._article(applicant, one)
        if one.kind == "标准":
            return self._standard(applicant, one)
        when, name = _on(one.completed_on), one.title.removesuffix("（样例）")
        serial = f"{self._rng.randrange(10**7):07d}"
        values = {
            "项目": (name, applicant.employer, applicant.name, when, "合格，同意验收"),
            "专利": (name, applicant.name, applicant.employer, when, f"样 {serial}"),
            "获奖": (applicant.name, applicant.employer, name, f"第{one.rank}完成人", when),
        }[one.kind]
        return self._form(_SCAN_OF[one.kind]).fill(values)

    def _overview(self, applicant: Applicant) -> bytes:
        paper = TypedPaper(f"评审简表 {applicant.number}", self._notice)
        paper.heading(f"{REVIEW_YEAR}年度职称申报评审简表")
        degree, title = applicant.degrees[0], applicant.title
        sex = applicant.sex.value if applicant.sex else ""
        paper.table(
            (
                ("姓名", applicant.name, "性别", sex),
                ("出生年月", _on(applicant.born_on), "所在市", applicant.city),
                ("参加工作时间", _on(applicant.work_started_on), "在岗状态", applicant.post_status),
                ("学历学位", f"{degree.schooling} {degree.degree}", "毕业院校", degree.school),
                ("所学专业", degree.major, "毕业时间", _on(degree.obtained_on)),
                ("现职称", title.name, "取得时间", _on(title.obtained_on)),
                ("申报专业", applicant.specialty, "申报级别", applicant.level.value),
            ),
            (2, 4, 2, 4),
        )
        paper.table((("工作单位", applicant.employer), ("备注", applicant.remark)), (2, 10))
        paper.subheading("任现职以来的业绩成果")
        paper.table(
            [
                ("类别", "名称", "完成时间", "排名"),
                *(
                    (one.kind, one.title, _on(one.completed_on), f"第{one.rank}")
                    for one in applicant.achievements
                ),
            ],
            (1, 7, 3, 1),
        )
        paper.subheading("专业技术工作总结")
        for text in self._said("summary", applicant, _subject(applicant)):
            paper.paragraph(text)
        return paper.finish()

    def _assessments(self, applicant: Applicant) -> bytes:
        paper = TypedPaper(f"年度考核登记表 {applicant.number}", self._notice)
        paper.heading("专业技术人员年度考核登记表")
        paper.centred(f"{applicant.employer}　　{applicant.name}")
        comments = self._texts["assessment"]["comments"]
        paper.table(
            [
                ("年度", "等次", "考核评语"),
                *(
                    (str(one.year), one.grade.value, self._rng.choice(comments))
                    for one in applicant.assessments
                ),
            ],
            (1, 2, 9),
        )
        return paper.finish()

    def _article(self, applicant: Applicant, one: Achievement) -> bytes:
        words: dict[str, Any] = self._texts["article"]
        subject = _subject(applicant)
        paper = TypedPaper(one.title, self._notice)
        paper.heading(one.title)
        paper.centred(applicant.name)
        paper.centred(f"（{applicant.employer}）", 9.5)
        journal, year = self._rng.choice(words["journals"]), one.completed_on
        paper.centred(f"{journal}　{year.year if year else ''}年第{one.rank}期", 9.5)
        paper.paragraph(
            "摘要：" + self._fill(self._rng.choice(words["abstract"]), applicant, subject)
        )
        paper.paragraph("关键词：" + words["keywords"].format(subject=subject))
        told = self._said("article", applicant, subject)
        for heading, texts in (
            ("1　引言", told[:2]),
            ("2　模型与方案", told[2:4]),
            ("3　结果与讨论", told[4:]),
        ):
            paper.subheading(heading)
            for text in texts:
                paper.paragraph(text)
        paper.subheading("参考文献")
        for text in words["references"]:
            paper.paragraph(text)
        return paper.finish()

    def _standard(self, applicant: Applicant, one: Achievement) -> bytes:
        paper = TypedPaper(one.title, self._notice)
        paper.heading(one.title.split("（")[0])
        paper.centred(f"发布日期：{_on(one.completed_on)}")
        for place, text in enumerate(self._said("standard", applicant, _subject(applicant)), 1):
            paper.paragraph(f"{place}　{text}")
        paper.paragraph(f"本文件起草单位：{applicant.employer}。主要起草人：{applicant.name}。")
        return paper.finish()


def _on(when: PartialDate | None) -> str:
    return "" if when is None else str(when)


def _subject(applicant: Applicant) -> str:
    """What the applicant's paper is about, which the other papers speak of too."""
    for one in applicant.achievements:
        if one.kind == "论文":
            return one.title.removesuffix("关键技术研究与应用")
    return applicant.specialty
