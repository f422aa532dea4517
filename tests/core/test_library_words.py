"""The libraries below us speak the page's language too."""

import pytest
from flask import session
from flask_login.config import LOGIN_MESSAGE, REFRESH_MESSAGE
from wtforms import Form, SelectMultipleField, StringField, WeekField
from wtforms.validators import Disabled, InputRequired

from app.core.forms import Speaking


class Asking(Form):
    Meta = type("Meta", (Speaking,), {})
    week = WeekField()
    kinds = SelectMultipleField(choices=["a"])
    name = StringField(validators=[InputRequired()])
    locked = StringField(validators=[Disabled()])


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["不是有效的周。", "“b”不是该字段的有效选项。", "该字段是必填字段。",
                "该字段已停用，不能填写。"]),
        ("en", ["Not a valid week value.", "'b' is not a valid choice for this field.",
                "This field is required.", "This field is disabled and cannot have a value."]),
    ],
)  # fmt: skip
def test_a_field_s_own_sentence(app, language, told):
    with app.test_request_context():
        session["locale"] = language
        form = Asking(data={"locked": "x"}, formdata=Sent(week="x", kinds="b", name="", locked="x"))
        assert not form.validate()
        assert [error for field in form for error in field.errors] == told


class Sent(dict):
    def getlist(self, name):
        return [self[name]]


def test_who_must_log_in_first_is_told_so_in_chinese(app):
    with app.test_request_context():
        session["locale"] = "zh"
        told = [app.login_manager.localize_callback(m) for m in (LOGIN_MESSAGE, REFRESH_MESSAGE)]
    assert told == ["请先登录再访问此页。", "请重新登录后再访问此页。"]
