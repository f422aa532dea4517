"""What proves a customer's facts: files beside it, and dated checks of who it is."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy import ForeignKey as Key
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import today
from app.core.file_types import SHOWN
from app.core.gate import Gate
from app.core.stored import StoredFile
from app.core.words import N_, RuleError
from app.customers.completeness import EvidenceKind
from app.customers.parts import Part
from app.customers.verification import (
    Check,
    CheckKind,
    CheckMethod,
    CheckResult,
    check_checked_on,
)


class Evidence(Part):
    """佐证材料: one sent file attached to a customer; taken back with a reason, never erased."""

    __tablename__ = "evidence"
    __gate__ = Gate(via="customer_id", voided="voided_at", retention="with its customer")

    kind: Mapped[EvidenceKind]
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(Key("stored_file.sha256"))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    pages: Mapped[int | None]

    file: Mapped[StoredFile] = relationship(foreign_keys=[sha256])

    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("pages > 0", name="has_pages"),
        Index("ix_evidence_customer", "customer_id", "id"),
        Index("ix_evidence_file", "sha256"),
    )

    def __str__(self) -> str:
        return self.title

    @property
    def can_be_shown(self) -> bool:
        """Whether a browser may show it in its sandbox."""
        return self.media_type in SHOWN

    def check_facts(self) -> None:
        if self.size == 0:
            raise RuleError(N_("The file is empty."))
        if self.pages is not None and self.pages < 1:
            raise RuleError(N_("A document has at least one page."))


class Verification(Part):
    """核验记录: one check of who a customer is or whether it may trade; never edited."""

    __tablename__ = "verification"
    __gate__ = Gate(via="customer_id", voided="voided_at", retention="with its customer")

    kind: Mapped[CheckKind]
    method: Mapped[CheckMethod]
    source: Mapped[str] = mapped_column(String(200))
    evidence_id: Mapped[int | None] = mapped_column(Key("evidence.id"))
    result: Mapped[CheckResult]
    checked_on: Mapped[date] = mapped_column(default=today)
    checked_by_id: Mapped[int | None] = mapped_column(Key("ab_user.id"))
    remark: Mapped[str | None] = mapped_column(Text)

    evidence: Mapped[Evidence | None] = relationship(foreign_keys=[evidence_id])

    __table_args__ = (
        CheckConstraint("source <> ''", name="source_not_empty"),
        Index("ix_verification_customer", "customer_id", "id"),
    )

    def __str__(self) -> str:
        return f"{self.kind} · {self.checked_on}"

    def check_facts(self) -> None:
        check_checked_on(self.checked_on, today())
        if self.evidence is not None and self.evidence.customer_id != self.customer_id:
            raise RuleError(N_("This evidence belongs to another customer."))
        if self.result is CheckResult.failed and not self.remark:
            raise RuleError(N_("Say in the remark why the check was not passed."))

    def plain(self) -> Check:
        return Check(self.kind, self.result, self.checked_on, self.source)
