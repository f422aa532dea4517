"""What the trail keeps by a short name – who acted, which table – as people read it."""

from app.core.words import N_

MACHINES = {
    "anonymous": N_("Somebody not logged in"),
    "system": N_("The system"),
    "setup": N_("Set-up"),
    "cli": N_("Command line"),
}
JOB = N_("Background job")
SUBJECTS = {
    "ab_group": N_("User group"),
    "ab_role": N_("Role"),
    "ab_user": N_("Person"),
    "access_ask": N_("Wish to see a customer"),
    "access_grant": N_("Grant"),
    "allocation": N_("Allocation"),
    "approval_decision": N_("Opinion on a request"),
    "approval_request": N_("Request"),
    "approval_rule": N_("Approval rule"),
    "approval_step": N_("Approval step"),
    "audit_entry": N_("Audit trail"),
    "bank_account": N_("Bank account"),
    "care_plan": N_("Care plan"),
    "care_visit": N_("Care visit"),
    "collection": N_("Form or survey"),
    "collection_standard": N_("Collection standard"),
    "comment": N_("Comment"),
    "complaint": N_("Complaint"),
    "complaint_pause": N_("Pause of a complaint's clock"),
    "contact": N_("Contact"),
    "contact_link": N_("Contact's part"),
    "contract": N_("Contract"),
    "contract_line": N_("Line of a contract"),
    "customer": N_("Customer"),
    "customer_address": N_("Address"),
    "customer_event": N_("Customer event"),
    "customer_stage": N_("Stage of the relation"),
    "delegation": N_("Delegation"),
    "delivery": N_("Delivery document"),
    "department": N_("Department"),
    "dictionary_word": N_("Dictionary word"),
    "duty": N_("Duty"),
    "entitlement": N_("Entitlement"),
    "evidence": N_("Piece of evidence"),
    "follow_up": N_("Follow-up"),
    "follow_up_file": N_("File of a follow-up"),
    "follow_up_template": N_("Follow-up template"),
    "former_name": N_("Former name"),
    "gift_limit": N_("Gift limit"),
    "hand_over": N_("Hand-over"),
    "import_batch": N_("Import"),
    "import_mapping": N_("Saved mapping"),
    "invoice_title": N_("Invoice title"),
    "key_ring": N_("Key ring"),
    "mention": N_("Mention"),
    "participation": N_("Invitation"),
    "payment": N_("Payment"),
    "product": N_("Product"),
    "project": N_("Project"),
    "question": N_("Question"),
    "questionnaire": N_("Questionnaire"),
    "receivable": N_("Receivable"),
    "review_mark": N_("Review mark"),
    "role_state": N_("Roles as a whole"),
    "role_terms": N_("Role"),
    "saved_view": N_("Saved view"),
    "service_record": N_("Service record"),
    "share": N_("Share"),
    "staff_interaction": N_("Staff interaction"),
    "standard_element": N_("Element"),
    "stored_file": N_("Stored file"),
    "suppression": N_("Wish to be left alone"),
    "survey": N_("Survey"),
    "survey_answer": N_("Answer"),
    "task": N_("Task"),
    "trade_line": N_("Line of a transaction"),
    "trade_transaction": N_("Transaction"),
    "verification": N_("Check"),
}


def subject_word(subject: str | None) -> str | None:
    """A table in words, with the trail's own name behind: that is what a filter finds it by."""
    return _with_name(SUBJECTS.get(subject or ""), subject)


def user_of(actor: str) -> str:
    """The user name of a person who acted, themselves or by a job; empty for a machine."""
    _, person, username = actor.rpartition("user:")
    return username if person else ""


def actor_word(actor: str, full_name: str | None = None) -> str:
    """Who acted: a person by full name and user name, a machine in words."""
    job, person, username = actor.rpartition("user:")
    if job and person:
        return str(N_("%(who)s, by a background job")) % {"who": full_name or username}
    if person:
        return f"{full_name} ({username})" if full_name else username
    word = JOB if actor.startswith("job:") else MACHINES.get(actor)
    return _with_name(word, actor) or actor


def _with_name(word: str | None, name: str | None) -> str | None:
    """A word, and behind it what it stands for, unless that says the same."""
    if word is None or name is None:
        return name
    return str(word) if str(word).casefold() == name.casefold() else f"{word} ({name})"
