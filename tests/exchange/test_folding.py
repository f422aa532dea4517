"""A header in traditional characters means what its simplified spelling means."""

import pytest

from app.exchange.folding import PAIRS
from app.exchange.headers import Names
from app.exchange.subjects import SUBJECTS

pytestmark = pytest.mark.clause("S5.3.2.2")
TRADITIONAL = str.maketrans({pair[1]: pair[0] for pair in PAIRS})
COMMON = {
    "手機": "mobile", "客戶編號": "number", "註冊地址": "address", "備註": "remark",
    "證件類型": "id_type", "證件號碼": "id_no", "客戶類別": "kind", "企業名稱": "name",
    "身份證號": "id_no", "所屬行業": "industry", "註冊日期": "founded_on", "公司網址": "website",
}  # fmt: skip


@pytest.mark.parametrize("header", COMMON)
def test_a_traditional_header_finds_its_field(header):
    assert Names(SUBJECTS["customer"].synonyms, {}).of(header)[0] == COMMON[header]


def test_every_synonym_is_found_in_traditional_characters_too():
    for subject in SUBJECTS.values():
        names = Names(subject.synonyms, {})
        for words in subject.synonyms.values():
            for word in words:
                assert names.of(word.translate(TRADITIONAL))[0] == names.of(word)[0]
