"""Pages fit their screens: no column leaves a desk's, nothing but the lead crowds a phone's."""

import pytest

from app.core.db import db
from app.security.models import Department
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.browser
SIDEWAYS = """
const box = document.querySelector('.tbl-wrap');
return box.scrollWidth - box.clientWidth;
"""
SCROLLBAR = 15  # Headless Chromium draws none; an office browser does.


@pytest.fixture
def keeper(machine):
    with machine():
        user = make_user(role="ChiefArchivist", username="keeper")
        department = db.session.get(Department, user.department_id)
        department.name_zh, department.name_en = "档案管理部", "Archive administration"
        for name in (
            "广东省建筑科学研究院集团股份有限公司深圳前海分公司",
            "深圳能源集团股份有限公司",
        ):
            make_customer(name, industry="C 制造业", account_manager_id=user.id)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_s_own_columns_fit_a_desk(walk, keeper, language):
    walk.driver.set_window_size(1440 - SCROLLBAR, 900)
    walk.log_in("keeper")
    if language == "en":
        walk.send('form[action$="/language/en"] button')
    walk.open("/customers/list/")
    assert walk.driver.execute_script(SIDEWAYS) == 0
