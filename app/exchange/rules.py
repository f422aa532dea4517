"""How an import moves on, and who may move it. Pure: no database, no web, no clock."""

from collections.abc import Sequence

from app.core.words import N_, Choice, RuleError


class Outcome(Choice):
    """What becomes, or became, of one row of a file."""

    created = N_("Created")
    updated = N_("Updated")
    unchanged = N_("Unchanged")
    duplicate = N_("Duplicate")
    refused = N_("Refused")


class Mode(Choice):
    """What a file's rows may do."""

    create = N_("New records only")
    update = N_("Update existing records only")
    both = N_("Update those with the key, create the others")


class Key(Choice):
    """By which field a row finds the record it updates."""

    number = N_("Customer number")
    uscc = N_("Unified social credit code")
    person = N_("Customer and full name")
    mobile = N_("Mobile")


#: Subject → the keys its rows may find a record by; rows of any other only add.
KEYS = {"customer": (Key.number, Key.uscc), "contact": (Key.person, Key.mobile)}

#: By which columns a contact's customer is found, the surest first.
EMPLOYER_KEYS = ("customer_number", "customer_uscc", "customer_name")


class Undone(Choice):
    """What undoing did to one row's customer."""

    restored = N_("Taken back")
    kept = N_("Kept")


class BatchStatus(Choice):
    """导入状态; the words ending in -ing are work in the background."""

    reading = N_("Being read")
    read = N_("Columns to be matched")
    checking = N_("Being checked")
    checked = N_("To be confirmed")
    applying = N_("Being imported")
    stopped = N_("Stopped halfway")
    applied = N_("Imported, to be reviewed")
    passing = N_("Review in progress")
    passed = N_("Reviewed")
    returning = N_("Being sent back")
    returned = N_("Sent back")
    filing = N_("Being filed")
    filed = N_("Filed")
    undoing = N_("Being undone")
    undone = N_("Undone")
    failed = N_("Not readable")
    dropped = N_("Thrown away")


class BatchStep(Choice):
    """What moves a batch on."""

    reread = N_("Read again")
    check = N_("Check")
    apply = N_("Import")
    drop = N_("Throw away")
    undo = N_("Undo")
    review = N_("Pass review")
    send_back = N_("Send back")
    file = N_("File")
    finish = N_("Finish")
    stop = N_("Stop")
    fail = N_("Fail")


S, T = BatchStatus, BatchStep
NEXT = {
    (S.reading, T.finish): S.read,
    (S.reading, T.stop): S.dropped,
    (S.reading, T.fail): S.failed,
    (S.read, T.check): S.checking,
    (S.read, T.reread): S.reading,
    (S.failed, T.reread): S.reading,
    (S.checked, T.reread): S.reading,
    (S.read, T.drop): S.dropped,
    (S.failed, T.drop): S.dropped,
    (S.checking, T.finish): S.checked,
    (S.checking, T.stop): S.read,
    (S.checking, T.fail): S.read,
    (S.checked, T.check): S.checking,
    (S.checked, T.apply): S.applying,
    (S.checked, T.drop): S.dropped,
    (S.applying, T.finish): S.applied,
    (S.applying, T.stop): S.stopped,
    (S.applying, T.fail): S.stopped,
    (S.stopped, T.apply): S.applying,
    (S.stopped, T.undo): S.undoing,
    (S.applied, T.review): S.passing,
    (S.applied, T.send_back): S.returning,
    (S.applied, T.undo): S.undoing,
    (S.passing, T.finish): S.passed,
    (S.passing, T.stop): S.applied,
    (S.passing, T.fail): S.applied,
    (S.passed, T.send_back): S.returning,
    (S.passed, T.file): S.filing,
    (S.passed, T.undo): S.undoing,
    (S.returning, T.finish): S.returned,
    (S.returning, T.stop): S.applied,
    (S.returning, T.fail): S.applied,
    (S.returned, T.undo): S.undoing,
    (S.filing, T.finish): S.filed,
    (S.filing, T.stop): S.passed,
    (S.filing, T.fail): S.passed,
    (S.undoing, T.finish): S.undone,
    (S.undoing, T.fail): S.applied,
}
#: Status of work under way → the job that does it.
JOBS = {
    S.reading: "read_import",
    S.checking: "check_import",
    S.applying: "apply_import",
    S.passing: "pass_import",
    S.returning: "return_import",
    S.filing: "file_import",
    S.undoing: "undo_import",
}


#: Only these have an entry status of their own, and so a way from review to filed.
FILED = frozenset({"customer"})


def fits(subject: str, status: BatchStatus, step: BatchStep) -> bool:
    """Whether a batch of this subject can take this step where it stands."""
    return (status, step) in NEXT and (step is not BatchStep.file or subject in FILED)


def check_filed(subject: str) -> None:
    """Contacts belong to their customers' files and are not filed by themselves."""
    if subject not in FILED:
        raise RuleError(N_("Contacts are not filed: they belong to their customers' files."))


def after(status: BatchStatus, step: BatchStep) -> BatchStatus:
    """The status a step leads to; RuleError when the batch is not at that point."""
    if (status, step) not in NEXT:
        raise RuleError(N_("The import has moved on; this step is no longer possible."))
    return NEXT[status, step]


def check_columns(subject: str, mode: Mode, key: Key, fields: set[str]) -> None:
    """A new record needs a name, a change needs the key that finds its record."""
    if subject not in KEYS:
        return
    if mode is not Mode.create:
        _check_key(KEYS[subject], key, fields)
    if subject == "contact":
        if mode is not Mode.update or key is Key.person:
            _check_contact_columns(fields)
    elif mode is not Mode.update and "name" not in fields:
        raise RuleError(N_("No column names the customer, such as 客户名称 or Company name."))


def _check_key(keys: Sequence[Key], key: Key, fields: set[str]) -> None:
    if key not in keys:
        raise RuleError(N_("Records of this kind are not found by “%(key)s”."), key=key)
    if key.name not in fields:
        raise RuleError(N_("No column holds “%(field)s”, the key to update by."), field=key.name)


def _check_contact_columns(fields: set[str]) -> None:
    if "person" not in fields:
        raise RuleError(N_("No column names the person, such as 姓名 or Name."))
    if not fields & set(EMPLOYER_KEYS):
        raise RuleError(
            N_("No column says whose contacts these are: customer number, credit code or name.")
        )


def check_needs(needs: Sequence[Sequence[str]], fields: set[str]) -> None:
    """A file has a column for one of each of these."""
    for group in needs:
        if not fields & set(group):
            raise RuleError(N_("No column holds any of: %(fields)s."), fields=", ".join(group))


def check_sender(actor_id: int | None, sender_id: int | None) -> None:
    """A file's cells are seen in clear by who sent it, so nobody else matches or imports them."""
    if sender_id is not None and actor_id != sender_id:
        raise RuleError(N_("Only who sent the file may match its columns and import it."))


def check_other(reviewer_id: int | None, importer_id: int | None) -> None:
    """Nobody reviews or files what they imported themselves (S1.4(2))."""
    if reviewer_id is not None and reviewer_id == importer_id:
        raise RuleError(N_("Somebody else must review what you imported."))


def check_whole(refused: int, is_stopped_by_error: bool) -> None:
    """With the switch on, one refused row stops the whole file."""
    if refused and is_stopped_by_error:
        raise RuleError(
            N_("%(count)s rows are refused; correct the file, or let the good rows in alone."),
            count=refused,
        )
