"""A browser that sends the token a page gave it, as people's browsers do."""

import re


def token(browser):
    page = browser.get("/account/password").get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def post(browser, address, **fields):
    return browser.post(address, data={"csrf_token": token(browser), **fields})


def text(answer):
    return answer.get_data(as_text=True)


def told(browser, address="/"):
    """What the next page says at its top about what was done."""
    page = text(browser.get(address))
    return " ".join(re.findall(r'class="note note-\w+">.*?<div>(.*?)</div>', page, re.DOTALL))


def come_back(browser, user_id):
    """Log in again: whoever's rights changed had their session ended."""
    with browser.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = str(user_id), True
