"""Readings that a character has only as a family name; used for order, never for spelling.

Where families differ, the commoner reading stands (K): order needs one, people keep their own.
"""

_READINGS = {
    "万俟": "mo4 qi2",
    "尉迟": "yu4 chi2",
    "澹台": "tan2 tai2",
    "长孙": "zhang3 sun1",
    "单于": "chan2 yu2",
    "令狐": "ling2 hu2",
    "皇甫": "huang2 fu3",
    "曾": "zeng1",
    "单": "shan4",
    "仇": "qiu2",
    "解": "xie4",
    "区": "ou1",
    "查": "zha1",
    "朴": "piao2",
    "盖": "ge3",
    "任": "ren2",
    "华": "hua4",
    "翟": "zhai2",
    "覃": "qin2",
    "乐": "yue4",
    "缪": "miao4",
    "种": "chong2",
    "召": "shao4",
    "隗": "wei3",
    "应": "ying1",
    "宁": "ning4",
    "冼": "xian3",
    "洗": "xian3",
    "那": "na1",
    "繁": "po2",
    "哈": "ha3",
    "秘": "bi4",
    "员": "yun4",
    "折": "she2",
}


def surname_reading(name: str) -> tuple[list[str], str]:
    """Return the syllables of a leading family name of the table, and what follows it."""
    for length in (2, 1):
        reading = _READINGS.get(name[:length])
        # A name of two characters has a family name of one.
        if reading and len(name) > length:
            return reading.split(), name[length:]
    return [], name
