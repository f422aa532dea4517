"""Imports are tested without the form's token: what is measured is what the forms do."""

import pytest


@pytest.fixture
def site(app):
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True
