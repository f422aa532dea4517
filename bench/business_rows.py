"""What the customers bought and had done, the same for every target, on every run.

Ten transactions and two service records a customer, spread over them all: a customer's newest
lies anywhere in the list.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from app.core.clock import today
from app.core.numbers import with_check
from bench.rows import EPOCH, one, weighted

TRADES, SERVICES = 10, 2  # of each customer
SIZES = ("10k", "100k")  # A million customers' ten million would only take longer to fill.
STEP = 7_919  # Prime, so that each customer comes once before any comes again.
DAYS = 5_000

KINDS = ((0, "sale"), (0.70, "service"), (0.85, "goods_return"), (0.95, "exchange"))
CURRENCIES = ((0, "CNY"), (0.70, "USD"), (0.90, "EUR"))
SERVICE_KINDS = (
    (0, "consulting"), (0.40, "repair"), (0.65, "maintenance"), (0.80, "installation"),
    (0.90, "training"), (0.95, "feedback"),
)  # fmt: skip
CHANNELS = ("phone", "on_site", "wechat", "email", "remote")
PRIORITIES = ((0, "normal"), (0.70, "high"), (0.90, "urgent"), (0.95, "low"))
STATUSES = ((0, "closed"), (0.70, "assigned"), (0.82, "pending"), (0.94, "new"))
THINGS = "主轴 电机 控制柜 传送带 阀门 液压站 轴承 减速机 传感器 变频器 冷却塔 机械臂".split()
TROUBLES = "异响 漏油 过热 停机 振动 报警 磨损 松动 断电 误差".split()
WISHES = "请尽快派人检查 询问保修期 需要备件报价 请提供操作手册 约定上门时间".split()
RESULTS = "已更换并试运行 已电话指导解决 已调整参数 已寄出备件".split()


class TradeRow(NamedTuple):
    """One transaction, in the columns of the peers' table."""

    id: int
    number: str
    customer_id: int
    happened_on: str
    kind: str
    amount: str
    currency: str
    source_no: str | None
    invoice_no: str | None
    created_on: str


class ServiceRow(NamedTuple):
    """One service record, in the columns of the peers' table."""

    id: int
    number: str
    customer_id: int
    kind: str
    channel: str
    priority: str
    status: str
    happened_on: str
    content: str
    result: str | None
    created_on: str


def owner_of(number: int, count: int) -> int:
    """Whose the record of this number is, among ``count`` customers."""
    return number * STEP % count + 1


def trades(count: int) -> Iterator[TradeRow]:
    """The transactions of ``count`` customers."""
    chance, year = random.Random(44).random, today().year  # noqa: S311 - repeatable, not secret
    for number in range(1, TRADES * count + 1):
        day = EPOCH + timedelta(days=int(chance() * DAYS))
        yield TradeRow(
            number,
            with_check(f"JY{year}{number:06}"),
            owner_of(number, count),
            day.isoformat(),
            weighted(KINDS, chance()),
            f"{chance() ** 4 * 1e6 + 10:.2f}",
            weighted(CURRENCIES, chance()),
            f"SO-{number:08}" if number % 2 else None,
            f"{int(chance() * 10**8):08}" if number % 5 else None,
            (day + timedelta(days=int(chance() * 6))).isoformat(),
        )


def services(count: int) -> Iterator[ServiceRow]:
    """The service records of ``count`` customers."""
    chance, year = random.Random(45).random, today().year  # noqa: S311 - repeatable, not secret
    for number in range(1, SERVICES * count + 1):
        day = EPOCH + timedelta(days=int(chance() * DAYS))
        status = weighted(STATUSES, chance())
        asked = one(THINGS, chance()) + one(TROUBLES, chance()) + "，" + one(WISHES, chance())
        yield ServiceRow(
            number,
            with_check(f"FW{year}{number:06}"),
            owner_of(number, count),
            weighted(SERVICE_KINDS, chance()),
            one(CHANNELS, chance()),
            weighted(PRIORITIES, chance()),
            status,
            day.isoformat(),
            f"{asked}，编号{int(chance() * 10**6):06}",
            one(RESULTS, chance()) if status == "closed" else None,
            (day + timedelta(days=int(chance() * 4))).isoformat(),
        )
