"""设置 › 礼品限额: up to which value nobody is asked, since which day."""

from app.care.gift_limits import GiftLimit
from app.care.outreach_rules import check_coming
from app.core.asking import Plan
from app.core.clock import today
from app.core.screens import Interface
from app.core.words import N_
from app.security.admin import ListOnly


class GiftLimitView(ListOnly):
    """A new limit is added with its first day; those before it stay to be read."""

    datamodel = Interface(GiftLimit)
    route_base = "/gift-limits"
    class_permission_name = "GiftLimits"
    base_permissions = ["can_list", "can_show", "can_add", "can_export"]
    menu_name, menu_icon, record_word = N_("Gift limits"), "gift", N_("Gift limit")
    labels = {
        "from_on": N_("In force from"),
        "amount": N_("Limit (CNY)"),
        "created_at": N_("Entered at"),
    }
    plan = Plan(
        entity=GiftLimit,
        columns=("from_on", "amount", "created_at"),
        filters=("from_on", "amount"),
        orders=("id", "from_on"),
        search=(),
        order=("from_on", "desc"),
    )
    sections = ((N_("Gift limit"), ("from_on", "amount", "created_at")),)
    form_sections = ((N_("Gift limit"), ("from_on", "amount")),)
    clashes = {"from_on": N_("A limit begins on that day already.")}

    def prefill_new(self, form):
        form.from_on.data = today()

    def pre_add(self, item):
        check_coming(item.from_on, today())
