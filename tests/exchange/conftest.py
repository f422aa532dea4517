"""Imports are tested without the form's token: what is measured is what the forms do."""

import pytest


@pytest.fixture
def site(unguarded):
    return unguarded
