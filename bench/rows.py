"""The customers every target is measured with: the same on every run, whatever the machine.

No randomness but ``Random(seed).random()``, whose sequence Python promises to keep.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from app.customers.identifiers import uscc_check_char

REGIONS = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
).split()
INDUSTRIES = (
    "科技 电子 机械 建材 食品 医药 化工 纺织 物流 能源 "
    "环保 农业 教育 传媒 金融 地产 汽车 钢铁 旅游 零售"
).split()
BRAND_1 = (
    "星华中天金鑫宏盛恒瑞泰和润丰德信诚博远达海山云龙凤祥福禄寿康宁安平顺利通汇聚联合创新智慧明亮光辉"
    "东南西北春夏秋冬江河湖洋松柏竹梅兰桂"
)
BRAND_2 = (
    "辰宇源泽晟昌隆旺兴业基邦国民族众力量能动行健美佳优良品质尚雅风格景致清泉石林木森田禾谷穗锦绣绿青蓝紫"
    "红彩虹霞霓晨曦旭阳月影波涛浪"
)
SUFFIX = (
    "有限公司 有限公司 有限公司 股份有限公司 集团有限公司 有限责任公司 合伙企业 个体工商户"
).split()
KINDS = ((0, "enterprise"), (0.70, "individual"), (0.90, "government"), (0.95, "institution"))
GRADES = ((0, "A"), (0.05, "B"), (0.20, "C"), (0.60, "D"), (0.90, "E"))
STATUSES = (
    (0, "active"), (0.60, "prospect"), (0.80, "dormant"), (0.92, "blocked"), (0.95, "closed"),
)  # fmt: skip
TIERS = ("AAA", "AA", "A", "BBB", "BB", "B", "C")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲斌宇浩凯健俊帆雪荣爱梅"
TITLES = ("总经理", "采购经理", "财务", "销售经理", "技术负责人", "法人代表")
EPOCH = date(2012, 1, 1)
FIRST_IMPORTED = 5_000_001  # Imported customers never meet those that are there.
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}


class CustomerRow(NamedTuple):
    """One customer, in the columns of the peers' table."""

    id: int
    customer_no: str
    name: str
    kind: str
    region_id: int
    industry_id: int
    grade: str
    credit_tier: str
    status: str
    phone: str
    uscc: str
    department_id: int
    created_on: str
    annual_sales: str


class ContactRow(NamedTuple):
    """One person at a customer, in the columns of the peers' table."""

    id: int
    customer_id: int
    name: str
    title: str
    phone: str
    is_primary: bool


def customers(count: int, start: int = 1) -> Iterator[CustomerRow]:
    """``count`` customers with numbers from ``start``."""
    chance = random.Random(42 + start).random  # noqa: S311 - repeatable, not secret
    for number in range(start, start + count):
        region, industry = int(chance() * 34), int(chance() * 20)
        brand = one(BRAND_1, chance()) + one(BRAND_2, chance())
        if chance() < 0.3:
            brand += one(BRAND_2, chance())
        code = f"91{310000 + region * 100:06d}{number:09d}"
        yield CustomerRow(
            number,
            f"C{number:09d}",
            REGIONS[region] + brand + INDUSTRIES[industry] + one(SUFFIX, chance()),
            weighted(KINDS, chance()),
            region + 1,
            industry + 1,
            weighted(GRADES, chance()),
            one(TIERS, chance()),
            weighted(STATUSES, chance()),
            _mobile(number, chance()),
            code + uscc_check_char(code),
            int(chance() * 40) + 1,
            (EPOCH + timedelta(days=int(chance() * 5000))).isoformat(),
            f"{chance() ** 6 * 5e8 + 1000:.2f}",
        )


def contacts(count: int) -> Iterator[ContactRow]:
    """Two people at each of ``count`` customers, the first of them the primary one."""
    chance = random.Random(43).random  # noqa: S311 - repeatable, not secret
    for number in range(1, 2 * count + 1):
        name = one(SURNAMES, chance()) + one(GIVEN, chance()) + one(GIVEN, chance())
        title, phone = one(TITLES, chance()), _mobile(number, chance())
        yield ContactRow(number, (number + 1) // 2, name, title, phone, number % 2 == 1)


def lookups() -> dict[str, list[tuple[int, str]]]:
    """The peers' small tables."""
    named = {
        "crm_region": REGIONS,
        "crm_industry": INDUSTRIES,
        "crm_department": [f"第{number:02d}事业部" for number in range(1, 41)],
    }
    return {table: list(enumerate(names, 1)) for table, names in named.items()}


def one(words: Sequence[str], chance: float) -> str:
    return words[int(chance * len(words))]


def weighted(choices: Sequence[tuple[float, str]], chance: float) -> str:
    return next(name for from_, name in reversed(choices) if chance >= from_)


def _mobile(number: int, chance: float) -> str:
    return f"1{(38, 39, 58, 59, 86, 87, 89)[number % 7]}{int(chance * 10**8):08d}"


def write_for_us(path: Path, first: int, count: int) -> None:
    """The file to import as people write it: Chinese headers, names instead of numbers."""
    head = ("客户名称", "统一社会信用代码", "电话", "省份", "所属行业", "成立日期", "注册资本")
    _write(path, head, (
        (row.name, row.uscc, row.phone, REGIONS[row.region_id - 1],
         INDUSTRIES[row.industry_id - 1], row.created_on, row.annual_sales)
        for row in customers(count, first)
    ))  # fmt: skip


def write_for_peers(path: Path, count: int) -> None:
    """The same customers with the peers' columns."""
    head = [name.removesuffix("_id") for name in CustomerRow._fields]
    _write(path, head, customers(count, FIRST_IMPORTED))


def _write(path: Path, head: Sequence[str], rows: Iterator[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(head)
        sheet.writerows(rows)
