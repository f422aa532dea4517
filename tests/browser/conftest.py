"""A real browser, the application behind it, and a person who counts keys and seconds."""

import json
import shutil
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from app.jobs.worker import run_next
from tests.factories import PASSWORD

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--window-size=1440,900", "--lang=zh-CN",
    "--force-prefers-reduced-motion",  # Nothing glides away from under a click.
)  # fmt: skip
CSS = By.CSS_SELECTOR
SIZE = (1440, 900)
#: No window is so narrow; the page is told that its screen is.
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
SIDEWAYS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
BOOK = Path(__file__).parents[2] / ".testdata" / "tasks.jsonl"


@pytest.fixture(scope="session")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in FLAGS:
        options.add_argument(flag)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


class Busy:
    """The application, which knows how many requests it is answering.

    The next test puts the database back: no request of this one may still be reading it. Joining
    the server's threads would wait for connections the browser keeps open without asking anything.
    """

    def __init__(self, app):
        self.app, self.running, self.changed = app, [], threading.Condition()

    def __call__(self, environ, start_response):
        asked = environ["PATH_INFO"]
        with self.changed:
            self.running.append(asked)
        try:
            answer = self.app(environ, start_response)
        except BaseException:
            self._over(asked)
            raise
        return self._until_read(answer, asked)

    def _until_read(self, answer, asked):
        """Werkzeug does not close the answer of a browser that hung up right after reading it."""
        try:
            yield from answer
        finally:
            answer.close()
            self._over(asked)

    def _over(self, asked):
        with self.changed:
            self.running.remove(asked)
            self.changed.notify_all()

    def wait(self):
        """Until all are answered; one whose browser went away in its middle may never be."""
        with self.changed:
            self.changed.wait_for(lambda: not self.running, 3)


@pytest.fixture
def site(app):
    busy = Busy(app)
    server = make_server("127.0.0.1", 0, busy, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    busy.wait()
    server.server_close()


def torn(error):
    """Whether Chromium answered from between two documents: the old one going, no new one yet.

    Its driver has no code for that moment and calls it an unknown error.
    """
    return "does not belong to the document" in (error.msg or "")


def gone(element):
    """The condition that ``element``'s page has been left."""

    def left(_):
        try:
            element.is_enabled()
        except StaleElementReferenceException:
            return True
        except WebDriverException as error:
            if torn(error):
                return True
            raise
        return False

    return left


def patient(what):
    """``what``, asked again when the page was between two documents."""

    def ask(driver):
        try:
            return what(driver)
        except WebDriverException as error:
            if torn(error):
                return False
            raise

    return ask


def usable(element):
    return element if element.is_displayed() and element.is_enabled() else False


def waited(driver, what):
    """What ``what`` found, once it found it; the page may still be moving."""
    moving = [NoSuchElementException, StaleElementReferenceException]
    return WebDriverWait(driver, 15, 0.05, moving).until(patient(what))


class Walk:
    """A person at the browser: types, clicks, and is timed task by task."""

    def __init__(self, driver, site, app, database):
        self.driver, self.site, self.app, self.database = driver, site, app, database
        self.keys = self.clicks = 0

    @contextmanager
    def task(self, name):
        """One task of the walk, written down with its seconds, keys and clicks."""
        begun, keys, clicks = time.perf_counter(), self.keys, self.clicks
        yield
        seconds = time.perf_counter() - begun
        told = {"keys": self.keys - keys, "clicks": self.clicks - clicks}
        BOOK.parent.mkdir(exist_ok=True)
        with BOOK.open("a", encoding="utf-8") as book:
            line = {"task": name, "database": self.database, "seconds": round(seconds, 2), **told}
            book.write(json.dumps(line, ensure_ascii=False) + "\n")

    def open(self, path):
        self.driver.get(self.site + path)
        self.wait(lambda d: d.execute_script("return document.readyState") == "complete")

    def take_screen(self, width):
        """Sit down at a desk of that width, or take a phone in the hand."""
        if width > PHONE["width"]:
            self.driver.set_window_size(width, SIZE[1])
        else:
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)

    def sideways(self):
        """By how many pixels the page leaves its screen."""
        return self.driver.execute_script(SIDEWAYS)

    def wait(self, what):
        return waited(self.driver, what)

    def find(self, selector):
        return self.wait(lambda d: d.find_element(CSS, selector))

    def ready(self, selector):
        """The element once a person could use it: in sight and not locked."""
        return self.wait(lambda d: usable(d.find_element(CSS, selector)))

    def type(self, selector, text, *more):
        """Characters a person presses; Chinese by pinyin takes about two keys a character."""
        self.ready(selector).send_keys(text, *more)
        self.keys += sum(2 if ord(c) > 0x2E80 else 1 for c in text if ord(c) < 0xE000) + len(more)

    def press(self, *keys):
        """Single keys, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()
        self.keys += len(keys)

    def fill(self, name, text):
        box = self.ready(f"form [name={name}]")
        box.clear()
        self.type(f"form [name={name}]", text)

    def send(self, selector):
        """Press a button that leads to another page, and wait for it."""
        button = self.ready(selector)
        button.click()
        self.clicks += 1
        self.wait(gone(button))

    def click(self, selector):
        self.ready(selector).click()
        self.clicks += 1

    def choose(self, name, value):
        """One option of a plain select, as a click and a pick."""
        script = (
            "const s=document.querySelector(arguments[0]);s.value=arguments[1];"
            "s.dispatchEvent(new Event('change',{bubbles:true}))"
        )
        self.driver.execute_script(script, f"form [name={name}]", value)
        self.clicks += 2

    def agree(self, reason=""):
        """Answer the question a step asks."""
        if reason:
            self.type("#confirm textarea", reason)
        self.click("#confirm [value=yes]")

    def step(self, name, reason=""):
        """Press a step's button, answer its question, wait for the page that follows."""
        button = self.ready(f'button[formaction*="/step/{name}"]')
        button.click()
        self.clicks += 1
        self.agree(reason)
        self.wait(gone(button))

    def sees(self, text):
        """Wait until the page shows ``text``."""
        return self.wait(lambda d: text in d.find_element(By.TAG_NAME, "body").text)

    def log_in(self, name):
        self.driver.delete_all_cookies()
        self.open("/login/")
        self.type("[name=username]", name)
        self.type("[name=password]", PASSWORD, Keys.ENTER)
        self.wait(lambda d: "/login/" not in d.current_url)

    def work(self):
        """What the jobs process would do meanwhile."""
        with self.app.app_context():
            while run_next() is not None:
                pass


@pytest.fixture
def walk(chromium, site, app, database):
    yield Walk(chromium, site, app, database)
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.set_window_size(*SIZE)
    severe = [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"]
    chromium.get("about:blank")  # So that the page asks nothing more.
    chromium.get_log("browser")
    assert severe == []
