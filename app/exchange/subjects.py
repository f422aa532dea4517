"""What a file may list: each subject says how its rows are read, judged, written, taken back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.care.questionnaires import Question, Questionnaire
from app.contracts.trade import Transaction, TransactionLine
from app.core.words import N_
from app.customers.contacts import Contact, ContactLink
from app.customers.models import Customer
from app.exchange import (
    comment_rows,
    contact_rows,
    customer_rows,
    entry_rows,
    line_rows,
    money_rows,
    officer_rows,
    question_rows,
    service_fields,
    service_rows,
    stage_rows,
    survey_fields,
    survey_rows,
    trade_rows,
)
from app.exchange import entry_fields as of
from app.exchange import entry_headers as called
from app.exchange.care_rows import CARE
from app.exchange.collection_fields import COLLECTION_FIELDS, COLLECTION_HEADERS
from app.exchange.collection_rows import COLLECTIONS
from app.exchange.contact_fields import CONTACT_FIELDS, CONTACT_SYNONYMS
from app.exchange.delivery_rows import TRADED
from app.exchange.entry_fields import CUSTOMER_KEYS
from app.exchange.entry_rows import EntryRows
from app.exchange.fields import FIELDS, Reader
from app.exchange.headers import SYNONYMS
from app.exchange.industry_rows import INDUSTRIES, INDUSTRY_FIELDS, INDUSTRY_HEADERS
from app.exchange.line_fields import CONTRACT_LINE_FIELDS, CONTRACT_LINE_HEADERS
from app.exchange.lines import Line, Plan, Seen
from app.exchange.models import ImportBatch, ImportRow, fields_of
from app.exchange.officer_rows import is_officered
from app.exchange.rows import PlainRow
from app.exchange.rules import Mode
from app.exchange.workday_rows import WORKDAY


def is_same_version(record: Any, row: ImportRow) -> bool:
    """Whether nobody changed what a row made or changed."""
    return bool(record.version == row.subject_version)


class Subject(NamedTuple):
    """One kind of record that files bring in.

    ``entities`` is the record and what is written with it, ``screen`` shows it, and who may not
    add or change it by hand (``rights``) may not by file. One transaction holds ``block`` rows:
    fewer where each costs more, so that no writer waits for half a second.
    """

    word: N_
    screen: str
    rights: str
    entities: tuple[type[Any], ...]
    fields: Mapping[str, Reader]
    synonyms: Mapping[str, tuple[str, ...]]
    modes: tuple[Mode, ...]
    block: int
    judge: Callable[[Session, list[Line], Plan, Seen], None]
    write: Callable[[Session, Sequence[PlainRow], int], list[tuple[PlainRow, Any]]]
    is_needed: Callable[[Any], bool]
    taken_back: Callable[[Session, Sequence[Any]], None]
    questions: Mapping[str, N_]  # A step → what it asks before it is done to a batch.
    needs: Sequence[Sequence[str]] = ()  # A file has a column for one of each of these.
    duty: str | None = None  # Whose it is to add, where the table itself does not say.
    beside: Callable[[Session, Sequence[ImportRow]], dict[int, list[Any]]] = lambda _s, _r: {}
    is_as_made: Callable[[Any, ImportRow], bool] = is_same_version

    def block_for(self, batch: ImportBatch) -> int:
        """How many of the batch's rows one transaction writes: those with people cost more."""
        named = self.entities[0] is Customer and is_officered(fields_of(batch).values())
        return self.block // 4 if named else self.block


OF_CUSTOMERS = {
    "apply": N_("Import the accepted rows? They arrive submitted, for review."),
    "review": N_("Pass the review of the whole batch?"),
    "send_back": N_("Send the whole batch back?"),
    "file": N_("File the whole batch? Identities are locked from then on."),
    "undo": N_(
        "Undo the whole import? New customers are voided, changed ones get their old values; what"
        " was changed since is kept and listed."
    ),
}
#: A contact is there once it is written: a review of the batch is a second look, and no more.
OF_CONTACTS = {
    "apply": N_(
        "Add the accepted contacts to their customers, or change those that are there? Somebody"
        " else then looks at them."
    ),
    "review": N_("Did you look at the sample, and are these contacts right as imported?"),
    "send_back": N_(
        "Tell who imported these contacts what is wrong? They stay until the import is undone."
    ),
    "undo": N_(
        "Undo the whole import? The new contacts are voided, changed ones get their old values;"
        " what was changed since, or linked to another customer, is kept and listed."
    ),
}
#: What finance enters is there once it is written, like a contact.
OF_ENTRIES = {
    "apply": N_("Add the accepted records to their customers? Somebody else then looks at them."),
    "review": N_("Did you look at the sample, and are these records right as imported?"),
    "send_back": N_(
        "Tell who imported these records what is wrong? They stay until the import is undone."
    ),
    "undo": N_(
        "Undo the whole import? The new records are voided; those changed since, or paid, are kept"
        " and listed."
    ),
}
OF_TASKS = {
    **OF_ENTRIES,
    "apply": N_("Give out the accepted tasks? Each stands in its assignee's to-do at once."),
    "undo": N_(
        "Undo the whole import? The new tasks are cancelled; those somebody accepted, finished or"
        " cancelled since are kept and listed."
    ),
}
OF_STAGES = {
    **OF_ENTRIES,
    "apply": N_("Bring the customers to the accepted stages? It holds at once."),
    "undo": N_(
        "Undo the whole import? The customers go back to the stages before; where another stage"
        " began since, they stay and are listed."
    ),
}
OF_QUESTIONS = {
    **OF_ENTRIES,
    "apply": N_("Add the accepted questions to their drafts? Nothing is in force by that."),
    "undo": N_(
        "Undo the whole import? The new questions leave their drafts; those changed or put in force"
        " since are kept and listed."
    ),
}


def _entries(
    word: N_, screen: str, rights: str, rows: EntryRows, fields: Any, synonyms: Any
) -> Subject:
    """A subject of records below a customer, as ``entry_rows`` judges and writes them."""
    whose: Sequence[Sequence[str]] = (CUSTOMER_KEYS,) if rows.has_customer else ()
    return Subject(
        word, screen, rights, (rows.entity,), fields, synonyms, (Mode.create,), rows.block,
        rows.judge, rows.write, entry_rows.is_needed, rows.taken_back, OF_ENTRIES,
        (*whose, *((name.removesuffix("_id"),) for name in rows.needs)), rows.duty,
    )  # fmt: skip


SUBJECTS = {
    "customer": Subject(
        N_("Customers"), "CustomerView", "Customers", (Customer,), FIELDS, SYNONYMS, tuple(Mode),
        500, customer_rows.judge, customer_rows.write, customer_rows.is_needed,
        customer_rows.taken_back, OF_CUSTOMERS, beside=officer_rows.people_beside,
    ),
    "contact": Subject(
        N_("Contacts"), "ContactView", "Contacts", (Contact, ContactLink), CONTACT_FIELDS,
        CONTACT_SYNONYMS, tuple(Mode), 40, contact_rows.judge, contact_rows.write,
        contact_rows.is_needed, contact_rows.taken_back, OF_CONTACTS,
    ),
    "industry": _entries(N_("Industries"), "DictionaryView", "Dictionaries", INDUSTRIES,
                         INDUSTRY_FIELDS, INDUSTRY_HEADERS),
    "collection": _entries(N_("Forms and surveys"), "CollectionView", "Collections", COLLECTIONS,
                           COLLECTION_FIELDS, COLLECTION_HEADERS),
    "contract": _entries(N_("Contracts"), "ContractView", "Contracts", money_rows.CONTRACTS,
                         of.CONTRACT_FIELDS, called.CONTRACT_HEADERS),
    "contract_line": _entries(
        N_("Contracts' lines"), "ContractLineView", "ContractLines", line_rows.CONTRACT_LINES,
        CONTRACT_LINE_FIELDS, CONTRACT_LINE_HEADERS,
    )._replace(is_needed=line_rows.is_needed),
    "product": _entries(N_("Products"), "ProductView", "Products", entry_rows.PRODUCTS,
                        of.PRODUCT_FIELDS, called.PRODUCT_HEADERS),
    "transaction": _entries(N_("Transactions"), "TransactionView", "Transactions",
                            trade_rows.TRANSACTIONS, of.TRANSACTION_FIELDS,
                            called.TRANSACTION_HEADERS),
    "transaction_line": Subject(
        N_("Transactions' lines"), "TransactionLineView", "TransactionLines",
        (TransactionLine, Transaction), of.LINE_FIELDS, called.LINE_HEADERS, (Mode.create,), 100,
        trade_rows.judge, trade_rows.write, trade_rows.is_needed, trade_rows.taken_back,
        OF_ENTRIES, (("order_no",), ("quantity",), ("price",)),
    ),
    "receivable": _entries(N_("Receivables"), "ReceivableView", "Receivables",
                           money_rows.RECEIVABLES, of.RECEIVABLE_FIELDS,
                           called.RECEIVABLE_HEADERS),
    "payment": _entries(N_("Payments"), "PaymentView", "Payments", money_rows.PAYMENTS,
                        of.PAYMENT_FIELDS, called.PAYMENT_HEADERS),
    "service_record": _entries(N_("Service records"), "ServiceView", "ServiceRecords",
                               service_rows.SERVICES, service_fields.SERVICE_FIELDS,
                               service_fields.SERVICE_HEADERS),
    "complaint": _entries(N_("Complaints"), "ComplaintView", "Complaints",
                          service_rows.COMPLAINTS, service_fields.COMPLAINT_FIELDS,
                          service_fields.COMPLAINT_HEADERS),
    **{name: _entries(*told) for name, told in {**CARE, **TRADED, **WORKDAY}.items()},
    "task": _entries(*WORKDAY["task"])._replace(questions=OF_TASKS),
    "comment": _entries(
        N_("Comments"), "CommentView", "Comments", comment_rows.COMMENTS,
        comment_rows.COMMENT_FIELDS, comment_rows.COMMENT_HEADERS,
    )._replace(needs=(("follow_up", *CUSTOMER_KEYS), ("text",))),
    "customer_stage": _entries(
        N_("Customer stages"), "StageView", "Stages", stage_rows.STAGES, stage_rows.STAGE_FIELDS,
        stage_rows.STAGE_HEADERS,
    )._replace(
        is_as_made=stage_rows.is_as_made, questions=OF_STAGES,
        needs=(CUSTOMER_KEYS, ("stage",), ("from_on",), ("reason",)),
    ),
    "questionnaire": _entries(
        N_("Questionnaires"), "QuestionView", "Questions", question_rows.QUESTIONS,
        question_rows.QUESTION_FIELDS, question_rows.QUESTION_HEADERS,
    )._replace(
        entities=(Question, Questionnaire), is_needed=question_rows.is_needed,
        needs=(("kind",), ("title", "version_no"), ("text_zh",), ("text_en",)),
        questions=OF_QUESTIONS,
    ),
    "survey": _entries(N_("Satisfaction surveys"), "SurveyView", "Surveys", survey_rows.SURVEYS,
                       survey_fields.SURVEY_FIELDS, survey_fields.SURVEY_HEADERS),
}  # fmt: skip


def subject_of(batch: ImportBatch) -> Subject:
    return SUBJECTS[batch.subject]
