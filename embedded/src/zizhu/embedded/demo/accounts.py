"""The accounts of the demo, shown on its front page: anybody on this machine may use them."""

from zizhu.gateway.pages.front import DemoAccount

PASSWORD = "zizhu-demo-2026"  # noqa: S105 - public on purpose: demo installations bind to loopback

DEMO_ACCOUNTS = (
    DemoAccount("platform", PASSWORD, "平台管理员", "开设学校，移动业务时钟"),
    DemoAccount("demo-school", PASSWORD, "学校账号", "导入学生、开设轮次、切线、公示、终审"),
    DemoAccount("demo-dept", PASSWORD, "院系账号", "复核差异、退回、公示"),
    DemoAccount("demo-counselor", PASSWORD, "辅导员账号", "审核、设置民主评议"),
    DemoAccount("demo-student", PASSWORD, "学生", "填报、评议、查看结果"),
)
