"""Which fields files of contracts' lines may fill, and how their headers are written. Pure."""

import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from functools import partial

from app.core.words import RuleError
from app.exchange.entry_fields import a_code, exact, whole_number
from app.exchange.entry_headers import Synonyms
from app.exchange.fields import Doubts, Reader, Values, as_text


def a_share(field: str, told: str, doubts: Doubts) -> Values:
    """0.13, or what people write for it: 13%. RuleError for what is no number of four decimals."""
    plain = unicodedata.normalize("NFKC", told).strip()
    if plain.endswith("%"):
        with suppress(RuleError):  # Refused below, as it was written.
            number: Decimal = exact(**{field: 2})[field](plain.removesuffix("%"), doubts)[field]
            return {field: number.scaleb(-2)}
    return exact(**{field: 4})[field](told, doubts)


CONTRACT_LINE_FIELDS: Mapping[str, Reader] = {
    "contract": partial(a_code, "contract"),
    "product": partial(a_code, "product"),
    "description": partial(as_text, "description"),
    "unit": partial(as_text, "unit"),
    **exact(quantity=4, price=4),
    "discount": partial(a_share, "discount"),
    "tax_rate": partial(a_share, "tax_rate"),
    "position": partial(whole_number, "position"),
}
CONTRACT_LINE_HEADERS: Synonyms = {
    "contract": ("合同编号", "合同", "合約編號", "Contract number", "Contract"),
    "product": ("产品编码", "产品编号", "产品", "產品編號", "Product code", "ProductID", "Product"),
    "description": (
        "名称及规格", "品名规格", "规格型号", "品名", "产品名称", "內容說明",
        "Name and specification", "Description",
    ),
    "unit": ("单位", "單位", "Unit"),
    "quantity": ("数量", "數量", "Quantity"),
    "price": ("含税单价", "单价", "單價", "Price, tax included", "Price", "UnitPrice"),
    "discount": ("折扣", "Discount"),
    "tax_rate": ("税率", "稅率", "Tax rate"),
    "position": ("序号", "行号", "序號", "Line number", "Line"),
}  # fmt: skip
