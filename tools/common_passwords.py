"""app/security/common_passwords.txt: the pieces that passwords many people use are made of.

Ours, written down from habits that are common knowledge; no list of anybody's is copied.
``.venv/bin/python tools/common_passwords.py`` writes it anew.
"""

from itertools import product
from pathlib import Path

PAGE = Path(__file__).parent.parent / "app" / "security" / "common_passwords.txt"
HEAD = """# Pieces of common passwords, in China and elsewhere, lower case, one a line.
# Source: our own, made by tools/common_passwords.py from habits; no published list is copied.
"""
#: The commonest surnames, and syllables given names are made of.
SURNAMES = """
wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song
zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lv su lu jiang cai jia
ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong
bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin qiao lai gong
""".split()
GIVEN = """
wei fang na min jing li qiang lei jun yang yong yan jie juan tao ming chao xia ping gang hui yu
xin bo hao lin hong bin peng jian hua ying mei dan ling fei xue ting yun long kai xiang
""".split()
DOUBLES = """
xiaoming xiaohong xiaohua xiaoli xiaowei lele beibei mimi tingting nana lili meimei yangyang
jingjing lingling fangfang yuanyuan feifei huihui haohao mingming dandan qianqian xiaoxiao
xinxin lanlan pingping binbin leilei chaochao pengpeng baobao baobei laogong laopo
""".split()
LOVE = """
woaini woaini woaiwo aini ainiyiwannian woaiwojia woaiwoziji woaimama woaibaba woaizhongguo
woailaopo woailaogong woaixuexi woaiqian wohenaini woxihuanni woxiangni woyaofacai nishishui
nihao nihaoma caonima woshishui woshini woshinidie wodemima wodezhanghao mima mimamima wangjile
buzhidao zhenshide meiyoumima zhongguo zhonghua beijing shanghai shenzhen guangzhou hangzhou
chengdu wuhan nanjing tianjin chongqing xian suzhou dongguan foshan xiamen qingdao
gongxifacai facai xingfu kuaile shengrikuaile xinniankuaile jiayou haoyun pingan jiankang
tianxia qq weixin taobao baidu wangyi alibaba tengxun huawei xiaomi
""".split()
#: Numbers read aloud: 520 I love you, 1314 for a life, 88 and 66 for luck.
LUCK = """
520 1314 5201314 1314520 5203344 520520 13145201314 5211314 1314521 7758521 7758258 7788521
1573 3344520 3344521 9420 918 1688 168168 51888 886 8888 6666 9999 5555 666888 888666 888999
147258 147258369 258369 159357 357159 741852 741852963 963852741 789456 789456123 456123 123789
123321 123123 112233 11223344 1122334455 121212 131313 101010 696969 100200 010203 123654 321321
1234554321 12344321 1357924680 13579 24680 2468 010101 102030 20002000 19491001 5418854188
""".split()
WORLD = """
password passwd passw0rd password1 pass pwd admin administrator root guest test user login welcome
letmein changeme default secret master manager system server service oracle mysql postgres sa
iloveyou loveyou ilove love forever sunshine princess monkey dragon football baseball basketball
superman batman spiderman pokemon starwars michael jordan jennifer jessica ashley daniel andrew
charlie thomas robert hunter shadow killer trustno1 whatever freedom computer internet samsung
google apple microsoft windows android iphone hello helloworld goodluck good happy lucky angel
summer winter spring autumn monday friday january december china chinese
""".split()
#: The product and what it keeps; an installation's own name is refused by its users' addresses.
OURS = """
kedang kehu dangan kehudangan dangankehu gongsi youxiangongsi archive archives customer customers
company office department crm guanliyuan danganyuan guanli xitong caiwu renshi xiaoshou
""".split()
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
SIGNED = ("!qaz", "@wsx", "#edc", "$rfv", "%tgb", "^yhn", "&ujm")
MADE = """
1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 a1b2c3d4e5f6g7h8 1a2b3c4d5e6f7g8h a1s2d3f4g5h6 z1x2c3v4b5
qweasdzxc qweasd asdzxc zxcasdqwe qazwsxedcrfv qazwsx wsxedc edcrfv qawsedrf zaq12wsx zaq1xsw2
abcabc aabbcc aaabbbccc abcd1234 abc123
qwe123 asd123 zxc123 qwer asdf zxcv wasd a123456 a1234567 a12345678 a123456789 aa123456 q123456
!@#$%^&*() !@#$%^ 1!2@3# p@ssw0rd p@ssword pa$$word adm1n
""".split()
SHORTEST_WALK = 4


def walks() -> set[str]:
    """Runs along a row of keys, both ways, and down or up its columns."""
    found = set()
    for row in ROWS:
        for way in (row, row[::-1]):
            found |= {run for start in range(len(way)) for run in prefixes(way[start:])}
    for keys, start in product((COLUMNS, SIGNED), range(len(COLUMNS))):
        for way in (keys, [column[::-1] for column in keys]):
            found |= {"".join(way[start:end]) for end in range(start + 1, len(way) + 1)}
    return found


def prefixes(text: str) -> set[str]:
    """Its beginnings, for people stop where the password is long enough."""
    return {text[:end] for end in range(SHORTEST_WALK, len(text) + 1)}


def pieces() -> set[str]:
    names = {first + given for first, given in product(SURNAMES, GIVEN)}
    made = set().union(*map(prefixes, MADE[:5])) | set(MADE)
    names |= {first for first in SURNAMES if len(first) >= SHORTEST_WALK}
    every = names | set(DOUBLES + LOVE + LUCK + WORLD + OURS) | walks() | made
    return {piece for piece in every if len(piece) > 2}  # noqa: PLR2004 - two covers anything


def text() -> str:
    return HEAD + "\n".join(sorted(pieces())) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
    print(f"{len(pieces())} pieces, {PAGE.stat().st_size} bytes")
