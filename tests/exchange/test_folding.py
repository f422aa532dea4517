"""A header in traditional characters means what its simplified spelling means.

The expectations are written by hand, never made from the table under test: what the listed
companies' files of Taiwan (TWSE) and Hong Kong (HKEX, Companies Registry) call their columns.
"""

import pytest

from app.exchange.folding import PAIRS, simplified
from app.exchange.headers import Names
from app.exchange.subjects import SUBJECTS

pytestmark = pytest.mark.clause("S5.3.2.2")
HEADERS = {
    # TWSE, listed companies' basic data
    "出表日期": "出表日期", "公司代號": "公司代号", "公司名稱": "公司名称", "公司簡稱": "公司简称",
    "外國企業註冊地國": "外国企业注册地国", "產業別": "产业别", "住址": "住址",
    "營利事業統一編號": "营利事业统一编号", "董事長": "董事长", "總經理": "总经理",
    "發言人": "发言人", "發言人職稱": "发言人职称", "代理發言人": "代理发言人",
    "總機電話": "总机电话", "成立日期": "成立日期", "上市日期": "上市日期",
    "普通股每股面額": "普通股每股面额", "實收資本額": "实收资本额", "私募股數": "私募股数",
    "特別股": "特别股", "編制財務報表類型": "编制财务报表类型", "股票過戶機構": "股票过户机构",
    "過戶電話": "过户电话", "過戶地址": "过户地址", "簽證會計師事務所": "签证会计师事务所",
    "簽證會計師1": "签证会计师1", "簽證會計師2": "签证会计师2", "英文簡稱": "英文简称",
    "英文通訊地址": "英文通讯地址", "傳真機號碼": "传真机号码", "電子郵件信箱": "电子邮件信箱",
    "網址": "网址", "已發行普通股數或TDR原股發行股數": "已发行普通股数或TDR原股发行股数",
    # HKEX and the Companies Registry
    "股份代號": "股份代号", "股份名稱": "股份名称", "分類": "分类", "次分類": "次分类",
    "買賣單位": "买卖单位", "面值": "面值", "公司編號": "公司编号", "公司類別": "公司类别",
    "註冊辦事處地址": "注册办事处地址", "註冊成立日期": "注册成立日期",
    "商業登記號碼": "商业登记号码", "聯絡電話": "联络电话", "圖文傳真": "图文传真",
    "公司現況": "公司现况", "清盤模式": "清盘模式", "押記登記冊": "押记登记册",
    "重要事項": "重要事项", "前用名稱": "前用名称", "香港股份過戶登記處": "香港股份过户登记处",
}  # fmt: skip
#: Header → the field of a customer it means.
MEANT = {
    "手機": "mobile", "客戶編號": "number", "註冊地址": "address", "備註": "remark",
    "證件類型": "id_type", "證件號碼": "id_no", "客戶類別": "kind", "企業名稱": "name",
    "身份證號": "id_no", "所屬行業": "industry", "註冊日期": "founded_on", "公司網址": "website",
    "公司代號": "stock_code", "公司名稱": "name", "公司簡稱": "short_name",
    "外國企業註冊地國": "country", "產業別": "industry", "住址": "address",
    "營利事業統一編號": "tax_number", "董事長": "legal_representative", "總機電話": "phone",
    "成立日期": "founded_on", "實收資本額": "registered_capital", "英文簡稱": "name_en",
    "傳真機號碼": "fax", "電子郵件信箱": "email", "網址": "website",
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_a_real_header_reads_as_its_simplified_spelling(header):
    assert simplified(header) == HEADERS[header]
    assert simplified(HEADERS[header]) == HEADERS[header]


@pytest.mark.parametrize("header", MEANT)
def test_a_traditional_header_finds_its_field(header):
    assert Names(SUBJECTS["customer"].synonyms, {}).of(header)[0] == MEANT[header]


def test_the_table_has_each_character_once_and_folds_to_an_end():
    left, right = {pair[0] for pair in PAIRS}, {pair[1] for pair in PAIRS}
    assert len(left) == len(PAIRS)
    assert not left & right
