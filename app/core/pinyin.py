"""Pinyin of names, so that people find a customer by typing Latin letters.

Readings come from pypinyin's dictionaries (MIT). They are read here without its segmenter, which
takes 6 s per 100,000 company names: a character has one usual reading, and phrases are looked up
only where they begin with a pair that one with a doubtful character begins with.

They take 55 MB, so they are loaded with the first name: whoever only reads never needs them.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

# In company names these are read otherwise than pypinyin's first reading says.
USUAL = {"长": "chang", "長": "chang", "都": "du", "曾": "zeng", "泊": "bo", "参": "can"}

PHRASES = {
    "银行": "yin hang",
    "銀行": "yin hang",
    "支行": "zhi hang",
    "分行": "fen hang",
    "商行": "shang hang",
    "厦门": "xia men",
    "廈門": "xia men",
    "重庆": "chong qing",
    "重慶": "chong qing",
    "音樂": "yin yue",
    "會計": "kuai ji",
    "人參": "ren shen",
    "海参": "hai shen",
    "朝陽": "chao yang",
    # 东莞市长安, 公司长宁: where a name has them side by side nobody is a mayor.
    "省长": "sheng chang",
    "市长": "shi chang",
    "区长": "qu chang",
    "县长": "xian chang",
    "镇长": "zhen chang",
    "司长": "si chang",
}

SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "仇": "qiu", "盖": "ge", "蓋": "ge", "区": "ou",
    "區": "ou", "查": "zha", "解": "xie", "任": "ren", "华": "hua", "華": "hua", "乐": "yue",
    "樂": "yue", "朴": "piao", "尉": "wei", "员": "yun", "員": "yun", "缪": "miao", "繆": "miao",
    "翟": "zhai", "覃": "qin", "秘": "bi", "洗": "xian", "冼": "xian", "折": "she", "祭": "zhai",
    "种": "chong", "柏": "bai", "葛": "ge", "燕": "yan", "应": "ying", "應": "ying", "那": "na",
    "召": "shao", "谌": "chen", "諶": "chen", "隗": "wei", "薄": "bo", "卜": "bu", "车": "che",
    "車": "che", "重": "chong", "都": "du", "过": "guo", "過": "guo", "会": "gui", "會": "gui",
    "角": "jue", "句": "gou", "乜": "nie", "么": "yao", "石": "shi", "盛": "sheng", "沈": "shen",
    "宿": "su", "相": "xiang", "行": "xing", "於": "yu", "藏": "zang", "长": "chang", "万": "wan",
    "莘": "shen", "阚": "kan", "闞": "kan", "逄": "pang", "钭": "tou", "宁": "ning",
    "尉迟": "yu chi", "尉遲": "yu chi", "长孙": "zhang sun", "長孫": "zhang sun",
    "澹台": "tan tai", "澹臺": "tan tai", "万俟": "mo qi", "单于": "chan yu",
    "乐正": "yue zheng", "宰父": "zai fu", "夏侯": "xia hou", "令狐": "ling hu",
}  # fmt: skip


def pinyin_of(name: str, *, person: bool = False) -> tuple[str, str]:
    """The whole name and its initials in ASCII: 重庆ABC银行 is chongqingabcyinhang, cqabcyh.

    Latin letters and digits stay, in lower case; anything else leaves no trace. ü is v, as it is
    typed. A ``person``'s name begins with the surname, which has readings of its own (单 is shan).
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    surname = _surname(plain) if person else ""
    sounds = SURNAMES.get(surname, "").split() + _sounds(plain[len(surname) :])
    return "".join(sounds), "".join(sound[:1] for sound in sounds)


def _surname(name: str) -> str:
    """The surname if it is one that needs a reading of its own; two characters come first."""
    return next((name[:size] for size in (2, 1) if name[:size] in SURNAMES), "")


class _Readings(NamedTuple):
    """What is read how: characters by their code point, phrases sound by sound."""

    chars: Mapping[int, str]
    phrases: Mapping[str, list[list[str]]]


@cache
def _readings() -> _Readings:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # noqa: PLC0415 - see above

    return _Readings(PINYIN_DICT, PHRASES_DICT)


def _sounds(text: str) -> list[str]:
    usual, phrases = _usual(), _phrases()
    sounds: list[str] = []
    at = 0
    while at < len(text):
        pair = phrases.get(text[at : at + 2])
        phrase = next((one for one in pair if text.startswith(one, at)), "") if pair else ""
        sounds += pair[phrase] if pair and phrase else [usual[text[at]]]
        at += len(phrase) or 1
    return sounds


class _Usual(dict[str, str]):
    """A character's usual reading without tone, worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        readings = _readings().chars.get(ord(char), "")
        sound = _toneless(readings.split(",")[0]) if readings else char
        decomposed = unicodedata.normalize("NFKD", sound).casefold()
        self[char] = "".join(one for one in decomposed if one.isascii() and one.isalnum())
        return self[char]


@cache
def _usual() -> _Usual:
    return _Usual(USUAL)


@cache
def _toneless(syllable: str) -> str:
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415 - see above

    return str(to_normal(syllable))


@cache
def _phrases() -> dict[str, dict[str, tuple[str, ...]]]:
    """Phrases with a doubtful character, by their first two characters, longest first.

    Those read as usual are kept too: in 快乐音乐 it is 快乐 that stops 乐音 from being read. Every
    phrase is read twice, for half of them are not kept.
    """
    usual, known = _usual(), _readings().phrases.keys() | PHRASES.keys()
    doubtful = {
        char
        for phrase in known
        for char, sound in zip(phrase, _reading(phrase), strict=True)
        if sound != usual[char]
    }
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for phrase in sorted(known, key=len, reverse=True):
        if not doubtful.isdisjoint(phrase):
            found.setdefault(phrase[:2], {})[phrase] = _reading(phrase)
    return found


def _reading(phrase: str) -> tuple[str, ...]:
    if phrase in PHRASES:
        return tuple(PHRASES[phrase].split())
    return tuple(_toneless(one[0]) for one in _readings().phrases[phrase])
