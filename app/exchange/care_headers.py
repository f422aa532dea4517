"""How the headers of events, visits, entitlements and wishes to be left alone are written. Pure."""

from app.exchange.entry_headers import CUSTOMER, REMARK, Synonyms

CONTACT = ("联系人", "联系人姓名", "聯絡人", "Contact", "Contact name")
CHANNEL = ("方式", "联系方式", "聯絡方式", "Way", "Channel")
EXECUTOR = ("执行人", "负责人", "執行人", "Who does it", "Executor")
CONTENT = ("关怀内容", "内容", "關懷內容", "What is done", "Content")
GIFT: Synonyms = {
    "gift": ("礼品", "礼品名称", "禮品", "Gift"),
    "gift_value": ("金额（元）", "礼品金额", "礼品价值", "禮品金額", "Value (CNY)", "Gift value"),
}
EVENT_HEADERS: Synonyms = {
    "name": ("活动名称", "客户活动", "名称", "活動名稱", "Name of the event", "Event", "Name"),
    "from_on": ("起始日", "活动日期", "开始日期", "起始日期", "活動日期", "First day", "Date"),
    "to_on": ("截止日", "结束日期", "截止日期", "結束日期", "Last day"),
    "place": ("地点", "活动地点", "地點", "Place", "Venue"),
    "purpose": ("活动目的", "目的", "活動目的", "What for", "Purpose"),
}
PARTICIPATION_HEADERS: Synonyms = {
    **CUSTOMER,
    **REMARK,
    "event": ("客户活动", "活动名称", "活动", "活動名稱", "Customer event", "Event"),
    "event_on": ("活动起始日", "活动日期", "活動日期", "First day of the event", "Event date"),
    "contact": (*CONTACT, "参加人", "參加人", "Participant"),
    "channel": (*CHANNEL, "邀请方式", "邀請方式"),
    "invited_on": ("邀请日期", "邀請日期", "Invited on"),
    "response": ("答复", "应邀情况", "参加情况", "答覆", "Answer", "Response"),
}
INTERACTION_HEADERS: Synonyms = {
    **CUSTOMER,
    "number": ("互动编号", "互動編號", "Interaction number"),
    "employee": ("员工", "我方人员", "接待人", "員工", "Employee"),
    "contact": CONTACT,
    "kind": ("互动类型", "类型", "互動類型", "Kind of interaction", "Type"),
    "happened_on": ("互动日期", "日期", "互動日期", "Date of interaction", "Date"),
    "place": ("地点", "地點", "Place"),
    "summary": ("互动内容", "内容", "摘要", "互動內容", "What it was about", "Summary"),
}
ENTITLEMENT_HEADERS: Synonyms = {
    **CUSTOMER,
    "number": ("权益编号", "權益編號", "Entitlement number"),
    "kind": ("权益类型", "类型", "權益類型", "Kind of entitlement", "Type"),
    "what": ("权益内容", "权益", "權益內容", "What they may claim", "Entitlement"),
    "from_on": ("起始日期", "开始日期", "生效日期", "起始日", "From", "Valid from"),
    "to_on": ("截止日期", "结束日期", "失效日期", "截止日", "Until", "Valid until"),
    "basis": ("依据", "权益依据", "依據", "Basis"),
    "contract": ("合同编号", "合同", "合約編號", "Contract number", "Contract"),
}
VISIT_HEADERS: Synonyms = {
    **CUSTOMER,
    **GIFT,
    "number": ("关怀编号", "關懷編號", "Care number"),
    "kind": ("关怀类型", "类型", "關懷類型", "Kind of care", "Type"),
    "contact": CONTACT,
    "channel": (*CHANNEL, "关怀方式"),
    "planned_on": ("计划日期", "关怀日期", "計劃日期", "Planned for", "Planned on", "Date"),
    "done_on": ("执行日期", "完成日期", "執行日期", "Done on"),
    "status": ("状态", "關懷狀態", "狀態", "Status"),
    "executor": EXECUTOR,
    "content": CONTENT,
    "feedback": ("办理结果", "反馈", "客户反馈", "辦理結果", "What came of it", "Feedback"),
}
SUPPRESSION_HEADERS: Synonyms = {
    **CUSTOMER,
    "number": ("编号", "勿扰编号", "編號", "Number"),
    "contact": ("仅此联系人", "僅此聯絡人", "Only this person", *CONTACT),
    "channel": ("不联系方式", "勿扰方式", "不聯絡方式", "Not by", *CHANNEL),
    "since_on": ("起始日期", "提出日期", "登记日期", "登記日期", "Since", "Date"),
    "until_on": ("截止日期", "截止日", "Until"),
    "reason": ("原因", "勿扰原因", "Reason"),
}
PLAN_HEADERS: Synonyms = {
    **CUSTOMER,
    **GIFT,
    "number": ("计划编号", "計劃編號", "Plan number"),
    "kind": ("关怀事由", "事由", "關懷事由", "Occasion"),
    "contact": CONTACT,
    "festival": ("节日", "節日", "Festival"),
    "recurs_on": ("每年日期", "月日", "生日", "Day of the year"),
    "until_on": ("截止日期", "Until"),
    "channel": CHANNEL,
    "executor": EXECUTOR,
    "content": CONTENT,
}
LIMIT_HEADERS: Synonyms = {
    "from_on": ("生效日期", "起始日期", "In force from", "From"),
    "amount": ("限额（元）", "限额", "礼品限额", "限額", "Limit (CNY)", "Limit"),
}
