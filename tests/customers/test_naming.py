"""Names as duplicates see them: what counts as the same, and how far spellings may differ."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.customers.naming import is_branch, name_key, near, split_name

DATA = Path(__file__).parents[2].parent / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the registers of shared/data are absent")
duplicates = pytest.mark.clause("S5.3.3.2", "S5.3.2.1")

COMPANY = "深圳市蓝鲸科技有限公司"


def names(file: str, name: str) -> dict[str, str]:
    """Names by share code; the code tells the truth and is not looked at by the rules."""
    with (DATA / file).open(encoding="utf-8-sig", newline="") as sheet:
        return {row["A股代码"]: row[name] for row in csv.DictReader(sheet)}


@duplicates
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COMPANY, "深圳蓝鲸科技有限公司"),
        (COMPANY, "蓝鲸科技（深圳）有限公司"),
        (COMPANY, "广东省深圳市蓝鲸科技股份有限公司"),
        (COMPANY, "深圳市蓝鲸科技有限责任公司"),
        (COMPANY, "深圳市蓝鲸科技(集团)有限公司"),
        (COMPANY, " 深圳市 蓝鲸科技\u3000有限公司 "),
        ("万  科Ａ", "万科a"),
        ("蓝鲸咨询(普通合伙)", "蓝鲸咨询"),
        ("Blue Whale Co., Ltd.", "BLUE WHALE CO LTD"),
        ("Blue Whale Holdings Inc.", "Blue-Whale"),
        ("臺灣藍鯨股份有限公司", "臺灣藍鯨"),
    ],
)
def test_spellings_of_one_name_meet_under_one_key(one, other):
    assert name_key(one) == name_key(other)
    assert near(one, other) == 1.0


@duplicates
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京银行股份有限公司", "上海银行股份有限公司"),
        ("深圳市机场股份有限公司", "厦门机场股份有限公司"),
        ("南京市政工程有限公司", "上海市政工程有限公司"),
        ("蓝鲸科技有限公司", "白鲸科技有限公司"),
        ("Blue Whale Ltd", "White Whale Ltd"),
    ],
)
def test_a_region_before_a_bare_trade_is_the_name_itself(one, other):
    assert name_key(one) != name_key(other)
    assert near(one, other) < 0.65


@pytest.mark.parametrize(
    ("name", "region", "core"),
    [
        (COMPANY, "深圳市", "蓝鲸科技"),
        ("广东省深圳市蓝鲸科技有限公司", "广东省深圳市", "蓝鲸科技"),
        ("蓝鲸科技(上海)有限公司", "上海", "蓝鲸科技"),
        ("广西壮族自治区蓝鲸糖业有限公司", "广西壮族自治区", "蓝鲸糖业"),
        ("义乌市蓝鲸印刷有限公司", "义乌市", "蓝鲸印刷"),
        ("蓝鲸超市有限公司", "", "蓝鲸超市"),
        ("东方蓝鲸有限公司", "", "东方蓝鲸"),
        ("有限公司", "", "有限公司"),
        ("", "", ""),
    ],
)
def test_the_region_is_kept_apart(name, region, core):
    assert split_name(name)[:2] == (region, core)


@duplicates
@pytest.mark.parametrize(
    "unit",
    ["东莞分公司", "第二分公司", "(广州)分公司", "南海桂城分店", "虹桥路店", "店", "昌平第三门市部",
     "上海代表处", "证券营业部", "工会委员会", "东阳影视城支行", "城南石油支公司朱云便利店"],
)  # fmt: skip
def test_a_unit_never_equals_its_company(unit):
    assert is_branch(COMPANY + unit)
    assert split_name(COMPANY + unit).core == split_name(COMPANY).core
    assert name_key(COMPANY + unit) != name_key(COMPANY)
    assert near(COMPANY + unit, COMPANY) == 0.0


@duplicates
@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("中国银行上海分行", True),
        ("HSBC Bank plc, Shanghai Branch", True),
        ("Blue Whale Ltd Representative Office", True),
        (COMPANY, False),
        ("蓝鲸咨询有限公司(普通合伙)", False),
        ("公司宝科技有限公司", False),
        ("中国移动通信集团江苏有限公司", False),
        ("Branching Paths Inc.", False),
        ("分公司", False),
    ],
)
def test_branches_are_told_by_their_names(name, branch):
    assert is_branch(name) == branch


def test_two_branches_are_as_near_as_their_own_names():
    one, same, other = (COMPANY + unit for unit in ("东莞分公司", " 东莞 分公司", "广州分公司"))
    assert near(one, same) == 1.0
    assert near(one, other) < 0.8


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        ("深圳市蓝鲸信息科技有限公司", 0.65, 0.99),  # a trade added
        ("蓝鲸科技有限公司", 1.0, 1.0),  # no region told
        ("上海市蓝鲸科技有限公司", 0.85, 0.85),  # another region
        ("深圳市红杉科技有限公司", 0.0, 0.5),  # another brand
    ],
)
def test_nearness_falls_with_brand_trade_and_region(other, least, most):
    assert least <= near(COMPANY, other) <= most


any_name = st.text("深圳市蓝鲸科技集团有限公司分行 ()（）AaＢb.,店", max_size=12) | st.text(
    max_size=8
)


@given(any_name, any_name)
def test_nearness_is_symmetric_and_between_none_and_all(one, other):
    assert 0.0 <= near(one, other) <= 1.0
    assert near(one, other) == near(other, one)
    assert near(one, one) == 1.0


@duplicates
@real_data
def test_the_key_finds_listed_companies_again_after_five_years():
    old = names("dup_szse/list_2020.csv", "公司全称")
    new = names("cn_listed_szse.csv", "公司全称")
    by_key = defaultdict(list)
    for code, name in new.items():
        by_key[name_key(name)].append(code)
    pairs = [(code, match) for code, name in old.items() for match in by_key[name_key(name)]]
    right = [pair for pair in pairs if pair[0] == pair[1]]
    assert len(old.keys() & new.keys()) == 2117
    assert len(right) == 1874  # 1,820 names are written alike in both lists.
    assert len(pairs) - len(right) == 1


@duplicates
@real_data
def test_among_the_renamed_nearness_finds_one_in_three():
    with (DATA / "dup_szse/true_pairs.csv").open(encoding="utf-8-sig", newline="") as sheet:
        rows = [row for row in csv.DictReader(sheet) if row["全称变"] == "1"]
    found = [row for row in rows if near(row["公司全称_2020"], row["公司全称_2026"]) >= 0.65]
    assert (len(rows), len(found)) == (297, 107)


@duplicates
@real_data
def test_units_of_the_register_do_not_meet_their_companies():
    with (DATA / "cn_companies_register.csv").open(encoding="utf-8-sig", newline="") as sheet:
        register = [row["企业名称"] for row in csv.DictReader(sheet)]
    units = [name for name in register if is_branch(name)]
    companies = {name_key(name) for name in register if not is_branch(name)}
    assert len([name for name in units if "分公司" in name]) == len(
        [name for name in register if "分公司" in name]
    )
    assert len(units) == 504
    assert companies.isdisjoint(map(name_key, units))
