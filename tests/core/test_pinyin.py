"""Pinyin: what people type is what the search holds."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.pinyin import SURNAMES, pinyin_of

DATA = Path(__file__).parents[2].parent / "shared" / "data"
search = pytest.mark.clause("S10.6.2")


@search
@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("深圳市腾讯", "shenzhenshitengxun", "szstx"),
        ("重庆银行", "chongqingyinhang", "cqyh"),
        ("重慶銀行", "chongqingyinhang", "cqyh"),
        ("三一重工", "sanyizhonggong", "syzg"),
        ("厦门大厦", "xiamendasha", "xmds"),
        ("乐清快乐音乐", "yueqingkuaileyinyue", "yqklyy"),
        ("长江成长", "changjiangchengzhang", "cjcz"),
        ("东莞市长安支行", "dongguanshichanganzhihang", "dgscazh"),
        ("成都华都", "chengduhuadu", "cdhd"),
        ("六安会计师", "luankuaijishi", "lakjs"),
        ("長榮航空", "changronghangkong", "crhk"),
        ("五行五行八作", "wuxingwuhangbazuo", "wxwhbz"),
        ("吕梁绿地", "lvlianglvdi", "llld"),
        ("万  科Ａ", "wankea", "wka"),
        ("3M中国（TCL）", "3mzhongguotcl", "3mzgtcl"),
        ("Société Générale", "societegenerale", "societegenerale"),
        ("カ☺", "", ""),
        ("", "", ""),
    ],
)
def test_names_are_found_by_whole_pinyin_and_by_initials(name, full, initials):
    assert pinyin_of(name) == (full, initials)


@search
@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("单某", "shanmou"), ("曾某", "zengmou"), ("仇某", "qiumou"), ("盖某", "gemou"),
        ("区某", "oumou"), ("查某", "zhamou"), ("解某", "xiemou"), ("任某", "renmou"),
        ("华某", "huamou"), ("乐某", "yuemou"), ("尉迟某", "yuchimou"), ("万俟某", "moqimou"),
        ("单于某", "chanyumou"), ("欧阳某", "ouyangmou"), ("某单", "moudan"), ("Ann Lee", "annlee"),
    ],
)  # fmt: skip
def test_a_person_is_found_by_how_the_surname_is_said(name, full):
    assert pinyin_of(name, person=True)[0] == full


def test_a_company_is_not_read_as_a_person():
    assert pinyin_of("单位") == ("danwei", "dw")


@pytest.mark.parametrize(("surname", "sounds"), SURNAMES.items())
def test_every_surname_has_a_syllable_for_each_character(surname, sounds):
    assert len(sounds.split()) == len(surname)


@given(st.text(), st.booleans())
def test_only_small_ascii_letters_and_digits_come_out(name, person):
    full, initials = pinyin_of(name, person=person)
    assert all(char.isascii() and char.isalnum() and char == char.lower() for char in full)
    assert len(initials) <= len(full)


@search
@pytest.mark.skipif(not DATA.is_dir(), reason="the registers of shared/data are absent")
def test_every_registered_company_can_be_found_by_initials():
    with (DATA / "cn_companies_register.csv").open(encoding="utf-8-sig", newline="") as sheet:
        names = [row["企业名称"] for row in csv.DictReader(sheet)]
    without = [name for name in names if len(pinyin_of(name)[1]) < sum(map(str.isalnum, name))]
    assert without == []
