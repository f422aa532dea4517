"""What a correction may not touch: what was signed, superseded, or counted by its lines. Pure."""

from app.contracts.rules import NEXT, ContractStage, ContractStep
from app.contracts.trade_rules import TradeKind
from app.core.words import N_, RuleError

#: What two parties signed; any of it changes by a new version only, which is decided on anew.
SIGNED = frozenset({
    "customer_id", "name", "type", "start_on", "end_on", "is_perpetual", "amount", "currency",
    "rate", "payment_terms", "renewal", "supersedes_id",
})  # fmt: skip


def check_signed(stage: ContractStage, changed: set[str]) -> None:
    """Nobody turns what was approved and signed into something else by correcting it."""
    if stage is not ContractStage.drafted and changed & SIGNED:
        raise RuleError(
            N_("A signed contract's parties, term and money change by a new version of it.")
        )


def check_superseding(stage: ContractStage) -> None:
    """What a new version is drawn up for was signed once, and is not superseded yet."""
    if (stage, ContractStep.supersede) not in NEXT:
        raise RuleError(N_("Only a signed contract has a new version."))


def check_kind(before: TradeKind, kind: TradeKind) -> None:
    """Lines count one way: what was sold is not turned into what came back."""
    if (before is TradeKind.goods_return) != (kind is TradeKind.goods_return):
        raise RuleError(N_("It has lines already: take them back to change its kind."))
