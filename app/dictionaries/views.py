"""设置 › 字典: the words administrators may add, rename, order and retire."""

from app.core.asking import Plan
from app.core.screens import Interface, Screen
from app.core.words import N_
from app.dictionaries.models import DictionaryWord


class DictionaryView(Screen):
    """A word is retired, never erased: records keep the code they were given."""

    datamodel = Interface(DictionaryWord)
    route_base = "/dictionaries"
    class_permission_name = "Dictionaries"
    base_permissions = ["can_list", "can_show", "can_add", "can_edit", "can_export"]
    menu_name, menu_icon, record_word = N_("Dictionaries"), "list", N_("Dictionary word")
    number_column = "code"
    labels = {
        "dictionary": N_("Dictionary"),
        "code": N_("Code"),
        "name_zh": N_("Chinese name"),
        "name_en": N_("English name"),
        "place": N_("Order"),
        "is_active": N_("In use"),
    }
    help_texts = {"code": N_("Small letters, digits and _; never used for anything else later.")}
    plan = Plan(
        entity=DictionaryWord,
        columns=("name_zh", "name_en", "dictionary", "code", "place", "is_active"),
        filters=("dictionary", "code"),
        orders=("id", "place"),
        search=("name_zh", "name_en", "code"),
        order=("place", "asc"),
    )
    facets = ("dictionary",)
    sections = form_sections = (
        (
            N_("Dictionary word"),
            ("dictionary", "code", "name_zh", "name_en", "place", "is_active"),
        ),
    )
    clashes = {
        "dictionary_word": N_("This code was already given to another word of the dictionary.")
    }

    def pre_add(self, item):
        item.check_shape()

    def pre_update(self, item):
        item.check_code()

    def meta(self, record):
        return [{"icon": "list", "text": str(record.dictionary)}]
