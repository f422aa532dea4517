"""The words made-up customers are put together from. Whoever bears such a name, it is by chance."""

from typing import NamedTuple


class Town(NamedTuple):
    """A place with its division (GB/T 2260), its area code and what its addresses look like."""

    name: str
    county: str
    code: str
    area: str
    roads: tuple[str, ...]


TOWNS = (
    Town("深圳", "南山区", "440305", "0755", ("科苑路", "学府路", "创业路")),
    Town("广州", "天河区", "440106", "020", ("体育西路", "黄埔大道", "天河路")),
    Town("杭州", "西湖区", "330106", "0571", ("文三路", "天目山路", "古墩路")),
    Town("南京", "鼓楼区", "320106", "025", ("中山北路", "汉中路", "湖南路")),
    Town("苏州", "吴中区", "320506", "0512", ("东吴南路", "宝带东路", "石湖西路")),
    Town("武汉", "洪山区", "420111", "027", ("珞喻路", "雄楚大道", "关山大道")),
    Town("成都", "武侯区", "510107", "028", ("人民南路", "科华北路", "武侯大道")),
    Town("西安", "雁塔区", "610113", "029", ("高新路", "科技路", "雁塔南路")),
    Town("青岛", "市南区", "370202", "0532", ("香港中路", "山东路", "延安三路")),
    Town("长沙", "岳麓区", "430104", "0731", ("麓山南路", "枫林路", "潇湘大道")),
    Town("郑州", "金水区", "410105", "0371", ("花园路", "文化路", "农业路")),
    Town("沈阳", "和平区", "210102", "024", ("三好街", "南京街", "青年大街")),
)
BRAND_1 = "澄启朗沐岚屹禾叙砚珩霁晏棠汀昱翊"
BRAND_2 = "川原宁越衡嘉途弘序图远谷舟域达峰"


class Trade(NamedTuple):
    """What a company does: its word in the name, its division of GB/T 4754, scope and needs."""

    word: str
    industry: str
    scope: str
    needs: str


TRADES = (
    Trade("精密机械", "34", "精密零部件、专用夹具的设计、加工和销售", "按图加工，交期两周以内"),
    Trade("电子科技", "39", "电子元器件、控制板的研发、生产和销售", "小批量试产和长期供货"),
    Trade("食品", "14", "糕点、调味品的生产和销售", "冷链配送，每周两次"),
    Trade("医疗器械", "35", "二类医疗器械的生产、销售和维修", "整机保养和备件"),
    Trade("纺织", "17", "纱线、面料的织造、染整和销售", "打样快，颜色一致"),
    Trade("新材料", "29", "工程塑料、复合材料的研发和销售", "材质报告随货"),
    Trade("物流", "54", "普通货物道路运输、仓储和装卸", "年度框架合同"),
    Trade("软件", "65", "软件开发、系统集成和技术服务", "驻场支持和培训"),
    Trade("建筑工程", "47", "房屋建筑、室内装饰和市政工程施工", "按节点付款"),
    Trade("环保设备", "35", "水处理、除尘设备的制造、安装和维护", "安装后一年回访"),
)
SUFFIXES = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方"
GIVEN = "伟芳敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲斌宇浩凯健俊帆雪荣爱梅思远嘉怡子涵"
POSITIONS = ("总经理", "采购经理", "财务主管", "技术负责人", "行政主管", "档案管理员")
UNITS = ("采购部", "财务部", "技术部", "综合办公室", "销售部")
#: Places that are on no map, for bodies that would otherwise be real ones.
SEATS = ("云岭市", "澄湖市", "望澜市", "白崖县", "临溪县", "松鹤县")
BUREAUS = (
    ("档案局", "档案事业的管理和监督"),
    ("市场监督管理局", "市场主体登记和监督管理"),
    ("水务局", "水资源管理和防汛"),
    ("教育局", "教育事业的规划和管理"),
    ("城市管理局", "市容环境和市政设施的管理"),
    ("统计局", "统计调查和分析"),
)
BODIES = (
    ("装备制造行业协会", "行业交流、标准宣传和培训"),
    ("志愿服务联合会", "志愿服务的组织和培训"),
    ("青年职业技能中心", "职业技能培训"),
    ("民营企业商会", "会员服务和经贸交流"),
)


class Abroad(NamedTuple):
    """A place abroad: country, city, the end of a company's name, language, money, telephone."""

    country: str
    city: str
    ending: str
    language: str
    currency: str
    phone: str


PLACES_ABROAD = (
    Abroad("HK", "香港九龙", "Trading Limited", "zh-HK", "HKD", "+852 2345 {n:04d}"),
    Abroad("SG", "Singapore", "Pte. Ltd.", "en", "SGD", "+65 6234 {n:04d}"),
    Abroad("DE", "Hamburg", "GmbH", "de", "EUR", "+49 40 1234{n:04d}"),
    Abroad("JP", "Osaka", "K.K.", "ja", "JPY", "+81 6 6234 {n:04d}"),
    Abroad("US", "Seattle", "Inc.", "en", "USD", "+1 206 234 {n:04d}"),
)
NAMES_ABROAD = ("Northfell", "Brightharbour", "Oakmere", "Silverlane", "Westbrook", "Kestrel Bay")
LINES_ABROAD = ("Instruments", "Components", "Foods", "Textiles", "Logistics")
