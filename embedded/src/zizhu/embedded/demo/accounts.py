"""The accounts of the demo, shown on its front page: anybody on this machine may use them."""

from zizhu.embedded.demo.campus import PLATFORM_LOGIN, SCHOOL_LOGIN
from zizhu.gateway.pages.front import DemoAccount
from zizhu.identity.domain.demo import DEMO_PASSWORD

DEMO_ACCOUNTS = (
    DemoAccount(PLATFORM_LOGIN, DEMO_PASSWORD, "平台管理员", "开设学校，移动业务时钟"),
    DemoAccount(SCHOOL_LOGIN, DEMO_PASSWORD, "学校账号", "导入学生、开设轮次、切线、终审"),
    DemoAccount("demodept1", DEMO_PASSWORD, "院系账号", "复核差异、退回、公示"),
    DemoAccount("democ1y2023", DEMO_PASSWORD, "辅导员（年级账号）", "审核、设置民主评议"),
    DemoAccount("democ1m1", DEMO_PASSWORD, "辅导员（专业账号）", "同上，限本专业"),
    DemoAccount("democ1k1", DEMO_PASSWORD, "辅导员（班级账号）", "同上，限本班"),
    DemoAccount("13009000001", DEMO_PASSWORD, "学生", "填报、评议、查看结果"),
)
