"""Industries below the divisions from a file: the groups and classes of GB/T 4754 a company uses.

The standard's deeper levels are the company's to supply; twenty sections and their divisions ship.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from app.dictionaries.models import Dictionary, DictionaryWord
from app.exchange.entry_fields import a_code
from app.exchange.entry_headers import Synonyms
from app.exchange.entry_rows import EntryRows
from app.exchange.fields import Reader, as_text

INDUSTRY_FIELDS: Mapping[str, Reader] = {
    "code": partial(a_code, "code"),
    "name_zh": partial(as_text, "name_zh"),
    "name_en": partial(as_text, "name_en"),
}
INDUSTRY_HEADERS: Synonyms = {
    "code": ("行业代码", "类别代码", "代码", "行業代碼", "代碼", "Industry code", "Code"),
    "name_zh": ("行业名称", "类别名称", "中文名称", "名称", "行業名稱", "名稱", "Chinese name"),
    "name_en": ("英文名称", "英文名稱", "English name"),
}


def complete(values: dict[str, Any]) -> None:
    """A list in Chinese alone is the usual one: its words stand on English pages too."""
    values["dictionary"] = Dictionary.industry
    if "name_zh" in values:
        values.setdefault("name_en", values["name_zh"])


INDUSTRIES = EntryRows(
    DictionaryWord, ("code", "name_zh"), keys=(), same=("dictionary", "code"), has_customer=False,
    complete=complete,
)  # fmt: skip
