"""设置 › 跟进模板: what to ask at a follow-up, for each kind of customer."""

from app.core.asking import Plan
from app.core.screens import Interface, Screen
from app.core.words import N_
from app.workday.models import FollowUpTemplate


class FollowUpTemplateView(Screen):
    """A template is retired, never erased: follow-ups keep which one they used."""

    datamodel = Interface(FollowUpTemplate)
    route_base = "/follow-up-templates"
    class_permission_name = "FollowUpTemplates"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    menu_name, menu_icon, record_word = N_("Follow-up templates"), "writing", N_("Template")
    labels = {
        "kind": N_("Customer kind"),
        "name_zh": N_("Chinese name"),
        "name_en": N_("English name"),
        "text_zh": N_("Chinese text"),
        "text_en": N_("English text"),
        "place": N_("Order"),
        "is_active": N_("In use"),
    }
    plan = Plan(
        entity=FollowUpTemplate,
        columns=("name_zh", "name_en", "kind", "place", "is_active"),
        filters=("kind", "is_active"),
        orders=("id", "place"),
        search=("name_zh", "name_en", "text_zh"),
        order=("place", "asc"),
    )
    facets = ("kind",)
    sections = form_sections = (
        (
            N_("Template"),
            ("kind", "name_zh", "name_en", "text_zh", "text_en", "place", "is_active"),
        ),
    )

    def meta(self, record):
        return [{"icon": "list", "text": str(record.kind)}]
