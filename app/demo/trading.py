"""Business made up at customers that passed their review: agreed, delivered, owed, paid."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals import flow
from app.approvals.models import ApprovalRule
from app.approvals.rules import ApprovalKind
from app.contracts import approving, effect
from app.contracts.approval_rules import ContractApproval
from app.contracts.deliveries import Delivery
from app.contracts.lines import ContractLine
from app.contracts.models import Contract
from app.contracts.money import Payment
from app.contracts.receivables import Receivable
from app.contracts.rules import ContractStage, ContractStep, ContractType, PaymentMethod, to_cents
from app.contracts.trade import Product, Transaction, TransactionLine
from app.contracts.trade_rules import InvoiceType, TradeKind
from app.core.clock import now
from app.demo import trade_words as words
from app.demo.desk import Desk, desk_of, of
from app.dictionaries.models import Dictionary, DictionaryWord
from app.security.actor import acting_as, actor, system
from app.security.models import Person
from app.security.rules import RecordKind

DUTIES = (RecordKind.contract.name, RecordKind.transaction.name, RecordKind.payment.name)
WAY = {
    ContractStage.drafted: (),
    ContractStage.signed: (ContractStep.sign,),
    ContractStage.performing: (ContractStep.sign, ContractStep.start),
}


def fill_trade(session: Session, by: Person, ids: Sequence[int]) -> None:
    """What the reader enters about these customers; nothing where it is others' duty."""
    desk = desk_of(session, by, ids)
    if not desk or not all(actor().enters(kind) for kind in DUTIES):
        return
    products = _products(session)
    told = enumerate(words.CONTRACTS)
    contracts = [_contract(desk, place, agreed, products) for place, agreed in told]
    _orders(desk, contracts, products)
    _money(desk, contracts)
    _ask(desk, contracts)


def _products(session: Session) -> list[Product]:
    found = []
    for code, name, unit, price in words.PRODUCTS:
        product = session.scalar(select(Product).where(Product.code == code))
        found.append(product or Product(code=code, name=name, unit=unit, price=price))
    session.add_all(found)
    session.flush()
    return found


def _contract(desk: Desk, place: int, told: words.Agreed, products: Sequence[Product]) -> Contract:
    start = desk.on(told.signed)
    end = None if told.days is None else desk.on(told.signed + told.days - 1).isoformat()
    contract = Contract(
        **of(desk.whom(place)), name=told.name, type=told.type, start_on=start.isoformat(),
        end_on=end, is_perpetual=told.days is None, amount=told.amount, currency="CNY",
        payment_terms=told.terms, company_signatory=desk.by,
    )  # fmt: skip
    if told.stage is not ContractStage.drafted:
        contract.signed_on = start.isoformat()
    desk.enter(contract)
    is_service = told.type is ContractType.service
    for position, (product, quantity) in enumerate(told.lines, 1):
        desk.enter(
            ContractLine(contract=contract, position=position, product=products[product],
                         quantity=quantity, price=products[product].price,
                         tax_rate=None if is_service else words.TAX_RATE)
        )  # fmt: skip
    for step in WAY[told.stage]:
        if step is ContractStep.sign:
            effect.take_effect(desk.session, contract)  # Long before a rule asked about any.
        else:
            contract.move(step)
    return contract


def _orders(desk: Desk, contracts: Sequence[Contract], products: Sequence[Product]) -> None:
    """Sold, delivered with a signed note, and some of it given back."""
    for told in words.ORDERS:
        order = _order(desk, contracts[told.contract], told.day, TradeKind.sale)
        order.delivered_on = None if told.delivered is None else desk.on(told.delivered)
        order.check_facts()
        order.sales_region = _region(desk, told.contract)
        for product, quantity, discount in told.lines:
            _line(desk, order, products[product], quantity, discount)
        order.invoice_type, order.tax_amount = InvoiceType.vat_special, _tax_in(order.amount)
        if told.delivered is not None:
            desk.enter(
                Delivery(
                    **of(order.customer), contract=order.contract, transaction=order,
                    happened_on=desk.on(told.delivered), what=words.DELIVERY, is_signed=True,
                    received_by=words.RECEIVER,
                )
            )  # fmt: skip
    contract, day, (product, quantity, discount) = words.RETURNED
    back = _order(desk, contracts[contract], day, TradeKind.goods_return)
    _line(desk, back, products[product], quantity, discount)


def _region(desk: Desk, contract: int) -> DictionaryWord | None:
    asked = select(DictionaryWord).where(
        DictionaryWord.dictionary == Dictionary.sales_region,
        DictionaryWord.code == words.REGIONS[contract % len(words.REGIONS)],
    )
    return desk.session.scalar(asked)


def _tax_in(amount: Decimal) -> Decimal:
    """What of an amount is the tax it holds."""
    return to_cents(amount * words.TAX_RATE / (1 + words.TAX_RATE))


def _order(desk: Desk, contract: Contract, day: int, kind: TradeKind) -> Transaction:
    order: Transaction = desk.enter(
        Transaction(**of(contract.customer), contract=contract, happened_on=desk.on(day),
                    kind=kind, currency="CNY", salesperson=desk.by)
    )  # fmt: skip
    return order


def _line(
    desk: Desk, order: Transaction, product: Product, quantity: Decimal, discount: Decimal
) -> None:
    line = TransactionLine(transaction=order, product=product, quantity=quantity,
                           price=product.price, discount=discount)  # fmt: skip
    line.take_product()
    line.price_it(order.kind)
    order.count(line)
    desk.session.add(line)
    desk.session.flush()


def _money(desk: Desk, contracts: Sequence[Contract]) -> None:
    """Paid on time, in part, late, not at all, and in advance."""
    for told in words.OWED:
        contract = contracts[told.contract]
        owed = desk.enter(
            Receivable(**of(contract.customer), contract=contract, happened_on=desk.on(told.begun),
                       due_on=None if told.due is None else desk.on(told.due),
                       amount=told.amount, currency="CNY")
        )  # fmt: skip
        effect.place(desk.session, [owed])
        if told.paid:
            day, amount, method = told.paid
            payment = _payment(desk, contract, day, amount, method)
            desk.session.add(payment.settle(owed, amount))
            desk.session.flush()
    advance = _payment(desk, contracts[-1], *words.ADVANCE)
    advance.is_advance = True


def _payment(
    desk: Desk, contract: Contract, day: int, amount: Decimal, method: PaymentMethod
) -> Payment:
    payment: Payment = desk.enter(
        Payment(**of(contract.customer), contract=contract, happened_on=desk.on(day),
                amount=amount, currency="CNY", method=method)
    )  # fmt: skip
    return payment


def _ask(desk: Desk, contracts: Sequence[Contract]) -> None:
    """A rule from now on, and the draft it asks about laid before the head or the leader."""
    if not flow.rules_for(desk.session, ApprovalKind.contract):
        with acting_as(system("demo")):
            rule = ApprovalRule(kind=ApprovalKind.contract, place=1, role="DepartmentHead",
                                or_role="Leader", needed=1,
                                from_amount=words.DECIDED_FROM)  # fmt: skip
            rule.check_facts()
            desk.session.add(rule)
            desk.session.flush()
    for contract in contracts:
        if approving.standing(desk.session, contract) is ContractApproval.needed:
            approving.ask(desk.session, contract, desk.by, words.REASON, now())
