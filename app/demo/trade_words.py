"""What made-up customers agreed, bought, owe and paid, in days from today; no customer is named."""

from decimal import Decimal
from typing import NamedTuple

from app.contracts.rules import ContractStage, ContractType, PaymentMethod

D = Decimal
#: Code, name, unit, price.
PRODUCTS = (
    ("ZC-6204", "深沟球轴承 6204", "套", D("18.60")),
    ("ZC-32210", "圆锥滚子轴承 32210", "套", D("86.00")),
    ("JS-2480", "精密减速机 JS-2480", "台", D("4280.00")),
    ("WX-YEAR", "年度维护服务", "年", D("12000.00")),
)


class Agreed(NamedTuple):
    """One contract, and how far it has come."""

    name: str
    type: ContractType
    signed: int
    days: int | None  # None: without end
    amount: Decimal | None
    stage: ContractStage
    terms: str
    lines: tuple[tuple[int, Decimal], ...] = ()  # product, quantity; they come to the amount


CONTRACTS = (
    Agreed("轴承年度供货合同", ContractType.framework, -320, 345, D("480000.00"),
           ContractStage.performing, "月结三十天，电汇。"),
    Agreed("减速机采购合同", ContractType.direct, -150, 365, D("171200.00"),
           ContractStage.performing, "预付三成，验收后三十日内付清。", ((2, D(40)),)),
    Agreed("设备维护服务合同", ContractType.service, -60, 365, D("24000.00"),
           ContractStage.signed, "分两期，每半年一付。", ((3, D(2)),)),
    Agreed("区域代理合同", ContractType.agency, -400, None, None, ContractStage.performing,
           "按季结算返利。"),
    Agreed("备件采购合同", ContractType.direct, -5, 180, D("36120.00"), ContractStage.drafted,
           "款到发货。", ((1, D(420)),)),
)  # fmt: skip


class Bought(NamedTuple):
    """One order: under which contract, of what how many, at which discount; when it arrived."""

    contract: int
    day: int
    lines: tuple[tuple[int, Decimal, Decimal], ...]  # product, quantity, discount
    delivered: int | None


ORDERS = (
    Bought(0, -200, ((0, D(2000), D(0)), (1, D(300), D("0.03"))), -196),
    Bought(0, -75, ((0, D(3500), D("0.02")),), -70),
    Bought(1, -120, ((2, D(40), D(0)),), -96),
    Bought(2, -58, ((3, D(1), D(0)),), None),
    Bought(0, -12, ((1, D(500), D("0.03")),), None),
)
#: Of which order so many pieces came back, on which day.
RETURNED = (0, -185, (0, D(-50), D(0)))


class Owed(NamedTuple):
    """One instalment of a contract, and what was paid of it: day, amount, way."""

    contract: int
    begun: int
    due: int | None  # None: still open
    amount: Decimal
    paid: tuple[int, Decimal, PaymentMethod] | None = None


OWED = (
    Owed(0, -196, -166, D("62226.00"), (-160, D("62226.00"), PaymentMethod.wire)),
    Owed(0, -70, -40, D("63798.00"), (-35, D("40000.00"), PaymentMethod.acceptance_bill)),
    Owed(1, -150, -140, D("51360.00"), (-141, D("51360.00"), PaymentMethod.wire)),
    Owed(1, -96, -66, D("119840.00")),
    Owed(2, -58, 30, D("12000.00")),
    Owed(2, -58, 210, D("12000.00")),
    Owed(3, -30, None, D("18000.00")),
)
#: From this amount on somebody decides on a contract, and what for it is asked.
DECIDED_FROM = D("30000.00")
REASON = "备件集中采购，请审批后签约。"
#: The share of its price a sale of goods is taxed with.
TAX_RATE = D("0.13")
#: The regions these contracts are sold in, in turn.
REGIONS = ("east", "south", "north")
#: Paid before anything was owed for it.
ADVANCE = (-4, D("10836.00"), PaymentMethod.online)
DELIVERY = "货物与随附合格证，外箱完好"
RECEIVER = "仓库收货员"
