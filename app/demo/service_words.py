"""What made-up customers asked for, complained of and were told, in days from today."""

from typing import NamedTuple

from app.service.complaint_rules import ComplaintCategory, ComplaintStep, Severity
from app.service.rules import Priority, ServiceChannel, ServiceKind
from app.workday.rules import Channel


class Asked(NamedTuple):
    """One service: what it was about, and what was done; "" while it waits."""

    day: int
    kind: ServiceKind
    channel: ServiceChannel
    content: str
    result: str = ""
    priority: Priority = Priority.normal


SERVICES = (
    Asked(-80, ServiceKind.installation, ServiceChannel.on_site, "减速机安装与试车",
          "两台试车合格，客户签字。"),
    Asked(-41, ServiceKind.repair, ServiceChannel.on_site, "主轴漏油，停机",
          "更换油封，连续运行四小时无渗漏。", Priority.urgent),
    Asked(-16, ServiceKind.training, ServiceChannel.remote, "点检与润滑培训",
          "十二人参加，课件已发。"),
    Asked(-4, ServiceKind.consulting, ServiceChannel.phone, "询问备件交期"),
    Asked(-1, ServiceKind.maintenance, ServiceChannel.phone, "预约季度保养",
          priority=Priority.high),
)  # fmt: skip


class Complained(NamedTuple):
    """One complaint: how far it has come, and what was found and done on the way."""

    day: int
    category: ComplaintCategory
    severity: Severity
    description: str
    steps: tuple[ComplaintStep, ...] = ()
    cause: str | None = None
    correction: str | None = None
    prevention: str | None = None
    settled: int | None = None
    awaited: str = ""  # Why its clock stands.


TO_REPLY = (ComplaintStep.investigate, ComplaintStep.handle, ComplaintStep.reply)
COMPLAINTS = (
    Complained(-50, ComplaintCategory.delivery, Severity.minor, "到货比约定晚三天，未提前告知",
               TO_REPLY, "承运商换车未通知", "补发通知并免当次运费", "发货当日短信告知预计到达",
               -45),
    Complained(-9, ComplaintCategory.quality, Severity.major, "一箱轴承有锈点",
               TO_REPLY[:2], "防锈纸破损", "整箱更换",
               awaited="等客户寄回样品"),
    Complained(-2, ComplaintCategory.billing, Severity.minor, "发票抬头少一个字"),
)  # fmt: skip
#: The day, the way, what was said, the next day's distance from today; None where none is agreed.
FOLLOW_UPS = (
    (-25, Channel.visit, "看了新车间，明年产能翻番，轴承用量会增加。", 1),
    (-10, Channel.phone, "询价减速机两台，已报价，等技术确认。", 4),
    (-7, Channel.wechat, "发送新品目录，客户转给采购。", None),
    (-2, Channel.meeting, "谈年度框架续签，希望账期延到四十五天。", 0),
)
#: What to do, and until when.
TASKS = (("核实营业执照变更情况", 3), ("补收授权委托书原件", 0), ("整理年度往来对账单", 10))
