"""The register of tables: what exists. A test fails when a table is missing here."""

from app.access.asks import AccessAsk  # 查看申请
from app.access.models import Grant  # 授权申请
from app.approvals.delegations import Delegation  # 代理
from app.approvals.models import (
    ApprovalDecision,  # 审批意见
    ApprovalRequest,  # 审批申请
    ApprovalRule,  # 审批规则
    ApprovalStep,  # 审批步骤
)
from app.audit.models import AuditEntry, ChainHead  # 审计记录, 链头
from app.care.entitlements import Entitlement  # 权益
from app.care.events import CustomerEvent, Participation  # 客户活动, 活动参与
from app.care.gift_limits import GiftLimit  # 礼品限额
from app.care.interactions import StaffInteraction  # 员工互动
from app.care.plans import CarePlan  # 关怀计划
from app.care.questionnaires import Question, Questionnaire  # 题目, 问卷
from app.care.suppressions import Suppression  # 勿扰
from app.care.surveys import Survey, SurveyAnswer  # 满意度调查, 答卷
from app.care.visits import CareVisit  # 客户关怀
from app.contracts.deliveries import Delivery  # 交付单据
from app.contracts.lines import ContractLine  # 合同明细
from app.contracts.models import Contract, Project  # 合同, 合作项目
from app.contracts.money import Allocation, Payment  # 核销, 回款
from app.contracts.receivables import Receivable  # 应收
from app.contracts.trade import Product, Transaction, TransactionLine  # 产品, 交易, 交易明细
from app.core.numbers import NumberSequence  # 号段
from app.core.once import SentKey  # 请求凭证
from app.core.stored import StoredFile  # 存储文件
from app.customers.collecting import Collection  # 资料采集
from app.customers.contacts import Contact, ContactLink  # 联系人, 任职关系
from app.customers.evidence import Evidence, Verification  # 佐证材料, 核验记录
from app.customers.models import Customer  # 客户
from app.customers.parts import (
    BankAccount,  # 银行账户
    CustomerAddress,  # 地址
    FormerName,  # 曾用名
    InvoiceTitle,  # 开票抬头
)
from app.customers.reviews import HandOver, ReviewMark  # 移交维护人, 审核记录
from app.customers.stages import CustomerStage  # 客户阶段
from app.customers.standards import CollectionStandard, StandardElement  # 采集标准, 采集要素
from app.desk.models import SavedView  # 视图
from app.dictionaries.models import DictionaryWord  # 字典项
from app.exchange.models import ImportBatch, ImportMapping, ImportRow  # 导入批次, 对照, 导入行
from app.security.models import (
    Department,  # 部门
    Duty,  # 登记分工
    LoginCounter,  # 登录计数
    Person,  # 用户
    RoleState,  # 权限版本
    RoleTerms,  # 角色条款
    Share,  # 授权查看
    UserSession,  # 会话
)
from app.service.complaints import Complaint, ComplaintPause  # 投诉, 投诉暂停
from app.service.models import ServiceRecord  # 服务记录
from app.work.models import JobRun  # 任务
from app.workday.comments import Comment, Mention  # 评论, 提及
from app.workday.files import FollowUpFile  # 跟进附件
from app.workday.models import FollowUp, FollowUpTemplate  # 跟进记录, 跟进模板
from app.workday.tasks import Task  # 任务

__all__ = [
    "AccessAsk",
    "Allocation",
    "ApprovalDecision",
    "ApprovalRequest",
    "ApprovalRule",
    "ApprovalStep",
    "AuditEntry",
    "BankAccount",
    "CarePlan",
    "CareVisit",
    "ChainHead",
    "Collection",
    "CollectionStandard",
    "Comment",
    "Complaint",
    "ComplaintPause",
    "Contact",
    "ContactLink",
    "Contract",
    "ContractLine",
    "Customer",
    "CustomerAddress",
    "CustomerEvent",
    "CustomerStage",
    "Delegation",
    "Delivery",
    "Department",
    "DictionaryWord",
    "Duty",
    "Entitlement",
    "Evidence",
    "FollowUp",
    "FollowUpFile",
    "FollowUpTemplate",
    "FormerName",
    "GiftLimit",
    "Grant",
    "HandOver",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "InvoiceTitle",
    "JobRun",
    "LoginCounter",
    "Mention",
    "NumberSequence",
    "Participation",
    "Payment",
    "Person",
    "Product",
    "Project",
    "Question",
    "Questionnaire",
    "Receivable",
    "ReviewMark",
    "RoleState",
    "RoleTerms",
    "SavedView",
    "SentKey",
    "ServiceRecord",
    "Share",
    "StaffInteraction",
    "StandardElement",
    "StoredFile",
    "Suppression",
    "Survey",
    "SurveyAnswer",
    "Task",
    "Transaction",
    "TransactionLine",
    "UserSession",
    "Verification",
]
