"""Pinyin initials for searching, with surnames as surnames are read."""

from __future__ import annotations

from functools import lru_cache

import pypinyin

_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "任": "ren", "查": "zha", "盖": "ge",
    "乐": "yue", "华": "hua", "朴": "piao", "区": "ou", "翟": "zhai", "冼": "xian", "洗": "xian",
    "员": "yun", "晁": "chao", "缪": "miao", "谌": "chen", "宓": "mi", "过": "guo", "折": "she",
    "种": "chong", "秘": "bi", "黑": "he", "那": "na", "宁": "ning", "覃": "qin", "召": "shao",
    "缴": "jiao", "阚": "kan", "隗": "wei", "牟": "mu", "燕": "yan", "应": "ying", "纪": "ji",
    "哈": "ha", "石": "shi", "葛": "ge", "祭": "zhai", "相": "xiang", "薄": "bo", "繁": "po",
    "贾": "jia", "车": "che", "佴": "nai", "撒": "sa", "么": "yao", "能": "nai", "褚": "chu",
    "尉": "wei", "盛": "sheng", "都": "du", "行": "xing", "降": "jiang", "长": "chang",
    "呙": "guo", "占": "zhan", "令": "ling", "藏": "zang", "臧": "zang", "强": "qiang",
    "沈": "shen", "郇": "xun", "郗": "chi", "逄": "pang", "亓": "qi", "郄": "qie", "暨": "ji",
}  # fmt: skip
"""Readings of surnames of one character that differ from, or are mistaken for, everyday ones."""

_LONG_INITIALS = {
    "尉迟": "yc", "万俟": "mq", "长孙": "zs", "单于": "cy", "澹台": "tt", "令狐": "lh",
    "宇文": "yw", "皇甫": "hf", "夏侯": "xh", "呼延": "hy", "尉犁": "yl", "乐正": "yz",
    "中行": "zh", "百里": "bl",
}  # fmt: skip
"""Initials of surnames of two characters."""


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """The pinyin initials of a text that is no person's name."""
    return "".join(
        part[0][:1].lower() for part in pypinyin.pinyin(text, style=pypinyin.Style.NORMAL)
    )


@lru_cache(maxsize=20_000)
def name_initials(name: str) -> str:
    """The initials of a person's name as the surname is read; the everyday ones too if others."""
    everyday = initials(name)
    as_read = everyday
    if name[:2] in _LONG_INITIALS:
        as_read = _LONG_INITIALS[name[:2]] + initials(name[2:])
    elif name[:1] in _SURNAMES:
        as_read = _SURNAMES[name[:1]][0] + initials(name[1:])
    return as_read if as_read == everyday else f"{as_read} {everyday}"
