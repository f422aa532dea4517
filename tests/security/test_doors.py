"""Every door, from outside: role × route × method from the URL map itself, held to what is kept."""

import pytest

from app.customers.models import Customer
from app.customers.rules import EntryStatus
from app.security.roles import ROLES, shipped_rights
from tests import kept
from tests.conftest import DATABASES
from tests.endurance.scale import in_turn
from tests.factories import make_customer, make_department

PUBLIC = {
    "LoginView.login", "SecurityApi.login", "healthz", "readyz", "static", "appbuilder.static",
}  # fmt: skip
#: Routes without a right of their own, and what a signed-in user gets there.
EVERYBODY = {
    "HomeView.index": 200,
    "LoginView.logout": 302,
    "LanguageView.switch": 302,
    "OpenApi.describe": 200,
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: What each resource does by REST, beside reading: a new route without its letter here fails.
#: a: a new one, e: a change, v: taking back, s: other steps, q: the answers of a questionnaire.
WRITES = {
    "AllocationApi": "avs", "ApprovalRuleApi": "aes", "AskApi": "as", "CarePlanApi": "aevs",
    "CareVisitApi": "aevs", "CollectionApi": "aevs", "CommentApi": "avs",
    "ComplaintApi": "aevs", "ContactApi": "aevs",
    "ContractApi": "aevs", "ContractLineApi": "aevs", "CustomerApi": "aevs",
    "DelegationApi": "as", "DeliveryApi": "aevs",
    "DutyApi": "e", "EntitlementApi": "aevs", "EventApi": "ae",
    "EvidenceApi": "avs", "FollowUpApi": "aevs", "FollowUpFileApi": "avs",
    "FollowUpTemplateApi": "ae", "GiftLimitApi": "a", "InteractionApi": "aevs",
    "ParticipationApi": "avs", "PaymentApi": "aevs", "ProductApi": "ae",
    "ProjectApi": "aevs", "QuestionApi": "aes", "QuestionnaireApi": "aes",
    "ReceivableApi": "aevs", "RequestApi": "s", "ServiceApi": "aevs", "StageApi": "a",
    "SuppressionApi": "aevs",
    "SurveyApi": "aevqs", "TaskApi": "as", "TransactionApi": "aevs", "TransactionLineApi": "avs",
}  # fmt: skip
#: letter → its method's name, its address after the resource's, its verbs, its right.
REST = {
    "a": ("post", "", {"POST"}, "can_add"),
    "e": ("put", "<pk>", {"PUT", "PATCH"}, "can_edit"),
    "v": ("void", "<pk>/void", {"POST"}, "can_void"),
    "s": ("step", "<pk>/steps/<name>", {"POST"}, "can_show"),
    "q": ("put_answers", "<pk>/answers", {"PUT", "PATCH"}, "can_edit"),
}


FILLED = {
    "<pk>": "1",
    "<string:code>": "zh",
    "<any(xlsx,csv):kind>": "csv",
}


def address_of(rule):
    """A route's address with something sensible in each hole."""
    address = rule.rule
    for hole, filling in FILLED.items():
        address = address.replace(hole, filling)
    return address


def doors(app):
    """(endpoint, method, address) of every route but static files."""
    for rule in app.url_map.iter_rules():
        if "static" in rule.endpoint:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            address = address_of(rule).replace("<name>", first_step(app, rule.endpoint))
            yield rule.endpoint, method, address


def first_step(app, endpoint):
    """A step the route's own screen has."""
    found = (v for v in app.appbuilder.baseviews if v.endpoint == endpoint.split(".")[0])
    view = next(found, None)
    view = getattr(view, "screen", view)
    return view.steps[0].name if getattr(view, "steps", ()) else ""


def asked_by(app, endpoint):
    """The (verb, screen) a route asks for, by the view's own declarations."""
    with app.app_context():
        view = next(v for v in app.appbuilder.baseviews if v.endpoint == endpoint.split(".")[0])
        method = getattr(view, endpoint.split(".")[1])
        verb = (view.method_permission_name or {}).get(method.__name__, method._permission_name)
        return f"can_{verb}", view.class_permission_name


def right_of(endpoint):
    """The (verb, screen) a route is kept to ask for; a new route without a row fails here."""
    return next(row[2:] for row in kept.rows("doors") if row[0] == endpoint)


def passed(endpoint, method, address):
    """What an address may answer to who has its right."""
    if endpoint.endswith(".step") and not address.startswith("/api/"):
        return {302, 403, 404}  # Each step asks for its own right besides.
    if address.startswith("/api/") and method in UNSAFE:
        return {400}  # Nothing was sent.
    return {200, 302, 404}


def own_doors(app):
    """The routes that ask for a right, by endpoint, with the methods each answers."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC | EVERYBODY.keys() and "static" not in rule.endpoint:
            found.setdefault(rule.endpoint, set()).update(rule.methods - {"HEAD", "OPTIONS"})
    return found


def test_each_route_asks_for_the_right_that_is_kept_for_it(app):
    rows = own_doors(app).items()
    kept.check("doors", [(e, ",".join(sorted(m)), *asked_by(app, e)) for e, m in rows])


def test_each_role_holds_the_rights_that_are_kept_for_it(app):
    """A role's rights as shipped; its reach, its export cap and its menu beside."""
    rows = []
    for name, role in ROLES.items():
        rows += [(name, "may", *right) for right in shipped_rights(name) if is_verb(right)]
        rows += [(name, "menu", entry) for entry in role.menu]
        rows.append((name, "reach", role.reach.name, str(role.export_cap)))
    kept.check("roles", rows)


def is_verb(right):
    return right[0] != "menu_access"


def test_rest_writes_where_it_is_said_and_nowhere_else(app):
    """By the same rights as the screens: the row says which address asks for which."""
    expected = set()
    for view in app.appbuilder.baseviews:
        for letter in WRITES.get(type(view).__name__, ""):
            name, end, verbs, right = REST[letter]
            assert right_of(f"{view.endpoint}.{name}") == (
                right,
                view.screen.class_permission_name,
            )
            expected |= {(f"{view.endpoint}.{name}", f"{view.route_base}/{end}", v) for v in verbs}
    found = {
        (rule.endpoint, rule.rule, verb)
        for rule in app.url_map.iter_rules()
        for verb in rule.methods & UNSAFE
        if rule.rule.startswith("/api/") and rule.endpoint not in PUBLIC
    }
    assert found == expected
    assert len(found) == sum(len(REST[letter][2]) for told in WRITES.values() for letter in told)


@pytest.mark.parametrize(("role", "database"), in_turn(ROLES, DATABASES), scope="session")
@pytest.mark.clause("S4.10", "S6.七.1")
def test_each_role_passes_exactly_its_doors(unguarded, sign_in, role):
    browser, _ = sign_in(role)
    wrong, held = [], kept.rights(role)
    needed = {row[0]: row[2:] for row in kept.rows("doors")}
    for endpoint, method, address in doors(unguarded):
        if endpoint in PUBLIC or endpoint == "LoginView.logout":
            continue
        status = browser.open(address, method=method).status_code
        if endpoint in EVERYBODY:
            good = status == EVERYBODY[endpoint]
        elif needed[endpoint] in held:
            good = status in passed(endpoint, method, address)
        else:
            good = status == 403
        if not good:
            wrong.append((endpoint, method, status))
    assert wrong == []


def test_nobody_anonymous_passes(unguarded, app):
    browser = app.test_client()
    for endpoint, method, address in doors(unguarded):
        if endpoint in PUBLIC | {"LanguageView.switch"}:
            continue
        answer = browser.open(address, method=method)
        if address.startswith("/api/"):
            assert (answer.status_code, answer.is_json) == (401, True), endpoint
            continue
        assert answer.status_code == 302, (endpoint, method)
        assert "/login/" in answer.location, endpoint


def test_no_state_changes_without_a_token(app, sign_in):
    browser, _ = sign_in("ChiefArchivist")
    for endpoint, method, address in doors(app):
        if method in UNSAFE:
            assert browser.open(address, method=method).status_code == 400, endpoint


def test_no_door_both_reads_by_get_and_changes_without_a_form(app):
    """Whatever answers POST alone is a change; a GET there is refused, or is another route's."""
    rules = [*app.url_map.iter_rules()]
    read = {rule.rule for rule in rules if "GET" in rule.methods}
    for rule in rules:
        if rule.methods & UNSAFE and rule.rule not in read:
            assert app.test_client().get(address_of(rule)).status_code == 405


@pytest.fixture
def foreign(machine):
    """A customer in a department the signed-in archivist does not reach."""
    with machine():
        here, there = make_department(), make_department()
        customer = make_customer("远方重工有限公司", department_id=there.id)
        mine = make_customer("近处轻工有限公司", department_id=here.id)
        return {"here": here.id, "foreign": customer.id, "mine": mine.id}


FOREIGN_DOORS = (
    ("GET", "/customers/show/{foreign}"),
    ("GET", "/customers/edit/{foreign}"),
    ("POST", "/customers/edit/{foreign}"),
    ("GET", "/customers/history/{foreign}"),
)


@pytest.mark.parametrize(("method", "address"), FOREIGN_DOORS)
@pytest.mark.clause("S6.五.2")
def test_a_foreign_record_is_not_there(unguarded, foreign, sign_in, method, address):
    browser, _ = sign_in("Archivist", department=foreign["here"])
    assert browser.open(address.format(**foreign), method=method).status_code == 404


@pytest.mark.parametrize("step", ["submit", "review", "file", "void"])
def test_a_step_on_many_touches_nothing_when_one_is_foreign(
    unguarded, foreign, sign_in, machine, step
):
    browser, _ = sign_in("Archivist", department=foreign["here"])
    rows = {"rowid": [foreign["mine"], foreign["foreign"]], "reason": "a good reason"}
    assert browser.post(f"/customers/step/{step}", data=rows).status_code == 404
    with machine() as session:
        for name in ("mine", "foreign"):
            customer = session.get(Customer, foreign[name])
            assert customer.entry_status is EntryStatus.draft
            assert customer.voided_at is None


@pytest.mark.parametrize(
    "query", ["", "?q=远方", "?sort=-name", "?name=contains:远方", "?size=200", "?last=1"]
)
def test_no_list_shows_a_foreign_record(unguarded, foreign, sign_in, query):
    browser, _ = sign_in("Archivist", department=foreign["here"])
    page = browser.get(f"/customers/list/{query}").get_data(as_text=True)
    assert "远方重工" not in page


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc", "?page=-1", "?page=99999999999999999999", "?size=1000000000", "?sort=nosuch",
        "?sort=(select 1)", "?after=zzz", "?after=W10=", "?founded_on=between:x,y", "?kind=nosuch",
        "?registered_capital=NaN", "?registered_capital=between:,", "?q=%25", "?q=%00", "?q=_",
        "?nosuch=1", "?updated_at=between:2020,", "?name=%00", "?founded_on=contains:2",
        "?department_id=contains:1", "?entry_status=draft,nosuch",
    ],
)  # fmt: skip
def test_an_address_bar_never_breaks_the_list(app, sign_in, query):
    browser, _ = sign_in("Archivist")
    assert browser.get(f"/customers/list/{query}").status_code == 200


@pytest.mark.parametrize("pk", ["0", "-1", "abc", "9" * 30, str(2**63), "1.5", "%00"])
def test_an_impossible_id_is_simply_not_there(app, sign_in, pk):
    browser, _ = sign_in("Archivist")
    assert browser.get(f"/customers/show/{pk}").status_code == 404


def test_an_impossible_id_is_no_choice_in_a_form_and_no_filter(unguarded, sign_in):
    """The tables of persons number by four bytes; a server's database refuses to compare more."""
    browser, _ = sign_in("DepartmentHead")
    for told in ("0", "-1", "9" * 30, str(2**31), str(2**63 - 1), "１２３４５６７８９０１２"):
        for name in ("user", "customer"):
            assert browser.post("/shares/add", data={name: told}).status_code == 200
        assert browser.get(f"/shares/add?customer={told}").status_code == 200
        assert browser.get(f"/customers/list/?account_manager_id={told}").status_code == 200
