"""How a contact is laid out: what each field is called, and the form's sections."""

from app.core.words import N_

LABELS = {
    "name": N_("Name"),
    "name_latin": N_("Name in Latin letters"),
    "gender": N_("Gender"),
    "unit": N_("Department there"),
    "position": N_("Position"),
    "reports_to": N_("Reports to"),
    "mobile": N_("Mobile"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "wechat": N_("WeChat"),
    "address": N_("Address"),
    "birthday": N_("Birth date"),
    "age": N_("Age"),
    "language": N_("Language"),
    "hobbies": N_("Interests"),
    "preferred_channel": N_("Preferred channel"),
    "do_not_contact": N_("Do not contact"),
    "has_left": N_("Has left"),
    "basis": N_("Basis of keeping"),
    "notice_version": N_("Version of the notice"),
    "consented_on": N_("Consent given on"),
    "remark": N_("Remark"),
    "customer": N_("Customer"),
    "customer_id": N_("Customer"),
    "created_at": N_("Entered at"),
    "updated_at": N_("Updated at"),
    "voided_at": N_("Voided at"),
    "voided_by": N_("Voided by"),
    "void_reason": N_("Reason for voiding"),
}
FORM = (
    (N_("Who they are"), ("name", "name_latin", "gender", "birthday", "language")),
    (N_("At the customer"), ("customer", "unit", "position", "reports_to", "has_left")),
    (N_("Basis of keeping"), ("basis", "notice_version", "consented_on")),
    (
        N_("How to reach them"),
        ("mobile", "phone", "email", "wechat", "address", "preferred_channel", "do_not_contact"),
    ),
    (N_("Remark"), ("hobbies", "remark")),
)
