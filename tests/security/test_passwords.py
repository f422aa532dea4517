"""What many people choose is refused, what somebody thought of passes, and asking takes no time."""

import random
import string
import time

import pytest

from app.core.words import RuleError
from app.security.passwords import COMMON, LONGEST, check_password, common
from tests.factories import PASSWORD
from tools import common_passwords

pytestmark = pytest.mark.clause("S6.七.1")
EASY = (
    "woaini1314520", "woaini5201314", "5201314woaini!", "wang5201314wang", "aini13145201314",
    "zhangwei1990", "zhangwei19900307", "ZhangWei@1990", "liuyang19881212", "wangfang5201314",
    "lina19950101", "chenjing520520", "xiaoming123456", "baobao20180601", "19900307zhangwei",
    "123456789012", "1234567890123", "987654321012", "111111222222", "147258369147",
    "qwertyuiop12", "1qaz2wsx3edc", "1qaz@wsx3edc", "!qaz2wsx#edc", "qazwsxedcrfv", "zxcvbnm12345",
    "1q2w3e4r5t6y", "qweasdzxc123", "asdfghjkl;12", "a1b2c3d4e5f6", "abcdefghijkl", "qwer1234qwer",
    "password1234", "P@ssw0rd1234", "Passw0rd!2024", "admin1234567", "administrator1",
    "Welcome@2024", "iloveyou1314", "letmein12345", "changeme2026", "Admin@123456", "Root@1234567",
    "kedang123456", "Kedang@2026!", "kehudangan01", "danganyuan88", "guanliyuan123",
    "beijing20080808",
    "zhongguo1949", "shanghai2010", "13912345678a", "139123456789", "11010119900307889x",
    "huawei888888", "woyaofacai88", "gongxifacai8", "1990-03-07ab", "aaaaaaaabbbb",
    "ab12ab12ab12",
)  # fmt: skip
GOOD = (
    PASSWORD, "a long first word", "violet lamp 93 harbour", "qingchen-matou-73-lan",
    "三更灯火五更鸡正是男儿读书时", "雨后竹林里的第七盏灯还亮着", "kx7#Vt!q9mZr", "Tr0ub4dor&3xyz",
    "wo zai nan fang he cha 47 bei", "moss.on.brick.41", "huge teapots never sleep",
)  # fmt: skip


@pytest.mark.parametrize("password", EASY)
def test_a_password_many_people_use_is_refused(password):
    with pytest.raises(RuleError):
        check_password(password)


@pytest.mark.parametrize("password", GOOD)
def test_a_password_somebody_thought_of_passes(password):
    assert check_password(password, ("li.lei", "li.lei@example.com")) is None


@pytest.mark.parametrize(
    "password",
    [
        "my lilei-in-blue 77", "Hanmeimei#77 ocean", "iemiemnah ocean 77", "h4nmeime1 ocean 77",
        "our example.com 77 x", "ocean-HANMEIMEI-77",
    ],
)  # fmt: skip
def test_ones_own_name_is_refused_in_parts_backwards_and_with_signs(password):
    with pytest.raises(RuleError, match="your own name"):
        check_password(password, ("hanmeimei", "lilei@example.com"))


def test_what_a_generator_makes_passes():
    dice, signs = random.Random(20261126), string.ascii_letters + string.digits + "-_"
    for _ in range(2_000):
        assert check_password("".join(dice.choices(signs, k=16))) is None


def test_the_list_is_the_one_our_tool_makes_and_small():
    kept = COMMON.read_text(encoding="utf-8")
    assert kept == common_passwords.text()
    assert "Source: our own" in kept
    assert len(common()) > 2_000
    assert COMMON.stat().st_size < 100_000


def test_a_long_password_is_judged_in_a_moment():
    common()
    start = time.perf_counter()
    for _ in range(20):
        check_password(("violet lamp 93 harbour " * 6)[:LONGEST])
    assert (time.perf_counter() - start) / 20 < 0.05
