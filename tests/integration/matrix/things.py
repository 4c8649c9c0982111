"""What lies around in a university at work: open imports, jobs, notices, messages and to-dos."""

from uuid import UUID

from sqlalchemy import insert

from matrix import register
from matrix.builder import IDENTIFICATION, IDENTITY, NOTIFICATION, ROSTER, Works
from matrix.cast import Actor, School, Unit
from matrix.opening import IMPORTS, STAFF_IMPORTS
from zizhu.common.auth import STAFF
from zizhu.common.events import Envelope, Event
from zizhu.common.ids import new_id
from zizhu.common.tables import job
from zizhu.contracts.address import Address, Place
from zizhu.contracts.identification import MessageSent, TodoChanged

JOB_KINDS = {
    "identity": "staff.check",
    "roster": "students.check",
    "identification": "difference.calculate_all",
}

EXPORTED = {
    "roster": f"{ROSTER}/students/export",
    "identity": f"{IDENTITY}/accounts/export",
}


async def leave_imports(works: Works, school: School) -> None:
    """Upload a register with one bad row, and staff sheets by the school and the departments."""
    admin = school.actors["admin"]
    code = register.CLASSES[0]
    good = register.student_row(school.number, code, register.person(school.number, 140))
    bad = list(register.student_row(school.number, code, register.person(school.number, 141)))
    bad[3] = bad[3][:-1] + ("0" if bad[3][-1] != "0" else "1")
    content = register.sheet(register.STUDENT_HEADER, [good, bad])
    made = await works.call(
        "POST", IMPORTS, admin.headers, files={"file": ("开着的学生.csv", content)}
    )
    for unit in school.units.values():
        unit.keep("import", made["id"], is_trace=False)
        unit.keep("import_job", made["job_id"], is_trace=False)
    school.traces |= {made["id"], made["job_id"]}
    for key in ("admin", "dept", "dept2"):
        if key in school.actors:
            await _staff_import(works, school, school.actors[key])
    await works.place.settle()


async def _staff_import(works: Works, school: School, actor: Actor) -> None:
    number = {"admin": 142, "dept": 144, "dept2": 146}[actor.name]
    code = actor.home.name
    one, two = (register.person(school.number, number + step) for step in (0, 1))
    login = f"new{number}of{school.number}"
    good = register.staff_row(school.number, login, one, code)
    bad = register.staff_row(school.number, "坏账号", two, code)
    content = register.sheet(register.STAFF_HEADER, [good, bad])
    files = {"file": (f"教工{number}.csv", content)}
    made = await works.call("POST", STAFF_IMPORTS, actor.headers, files=files)
    actor.keep("staff_import", made["id"])
    if actor.name != "admin":
        for unit in school.units.values():
            if unit.name[0] == actor.home.name[0]:
                unit.keep("staff_import", made["id"], is_trace=False)
    school.traces.add(made["id"])


async def leave_exports(works: Works, school: School) -> None:
    """Let every officer take a list of students, and the school one of its accounts."""
    officers = [actor for actor in school.actors.values() if actor.role in STAFF]
    for actor in officers:
        for service, path in EXPORTED.items():
            if service == "identity" and actor.name != "admin":
                continue
            body = {"reason": "核对名单"}
            made = await works.call("POST", path, actor.headers, json=body)
            actor.keep(f"{service}_export", made["id"])
            school.traces.add(made["id"])
            if actor.name.startswith("class"):
                actor.home.keep(f"{service}_export", made["id"])
            elif actor.name == "admin":
                for unit in school.units.values():
                    unit.things.setdefault(f"{service}_export", actor.things[f"{service}_export"])
    await works.place.settle()


async def leave_lists(works: Works, school: School) -> None:
    """Let the school and its departments take the list of a round; the classes hold the last's."""
    for name in ("admin", "dept", "dept2"):
        if name not in school.actors:
            continue
        actor = school.actors[name]
        path = f"{IDENTIFICATION}/campaigns/{actor.home.id('round_list')}/exports"
        body = {"kind": "hardship", "reason": "核对名单"}
        made = await works.call("POST", path, actor.headers, json=body)
        actor.keep("identification_export", made["id"])
        school.traces.add(made["id"])
        for unit in school.units.values():
            unit.things["identification_export"] = actor.things["identification_export"]
    await works.place.settle()


async def leave_jobs(works: Works, school: School) -> None:
    """Give every officer a finished job in every service that shows jobs."""
    for service, kind in JOB_KINDS.items():
        for actor in school.actors.values():
            job_id = await _finished_job(works, service, kind, school.id, actor)
            actor.keep(f"{service}_job", job_id)
            school.traces.add(str(job_id))
            if actor.name.startswith("class"):
                actor.home.keep(f"{service}_job", job_id)


async def _finished_job(
    works: Works, service: str, kind: str, school_id: UUID, actor: Actor
) -> UUID:
    job_id = new_id()
    async with works.place.parts(service).database.transaction() as tx:
        await tx.session.execute(
            insert(job).values(
                id=job_id,
                kind=kind,
                school_id=school_id,
                account_id=actor.account_id,
                params={},
                state="done",
                result={},
            )
        )
    return job_id


async def leave_notices(works: Works, school: School, unit: Unit) -> None:
    """Draft, review and release a notice for a class; each state has one of its own."""
    author = school.actors[f"class{unit.name}"]
    for name, steps in (
        ("drafted", ()),
        ("reviewed", ("review",)),
        ("released", ("review", "release")),
    ):
        title = f"{school.name}{unit.name}班公告{name}"
        body = {
            "title": title,
            "body": "请同学们留意认定工作的时间安排。",
            "author_name": "资助中心",
            "audience": unit.place("college_id", "year", "major_id", "class_id"),
        }
        path = f"{NOTIFICATION}/desk/announcements"
        made = await works.call("POST", path, author.headers, json=body)
        for step in steps:
            target = f"{path}/{made['announcement_id']}/{step}"
            made = await works.call("POST", target, author.headers, seen=made["version"])
        unit.keep(name, made["announcement_id"], made["version"])
        unit.traces.add(title)


async def leave_messages(works: Works, school: School, unit: Unit) -> None:
    """Send a message and open a to-do for the counsellors of a class and for its applicant."""
    place = Place.model_validate(unit.place("college_id", "year", "major_id", "class_id"))
    audiences = {
        "counselor": Address(role="counselor", place=place),
        "dept": Address(role="dept", place=place),
        "school_admin": Address(role="school_admin"),
        "student": Address(role="student", student_id=unit.id("applicant")),
    }
    for role, address in audiences.items():
        title = f"{school.name}{unit.name}{role}提醒"
        sent = MessageSent(
            message_id=new_id(), kind="reminder", address=address, title=title, body="请及时办理。"
        )
        todo = TodoChanged(
            todo_id=new_id(),
            kind="review",
            address=address,
            title=f"待办{title}",
            link="/review",
            is_open=True,
        )
        await hear(works, sent, sent.message_id, school.id)
        await hear(works, todo, todo.todo_id, school.id)
        is_shared = role == "school_admin"
        unit.keep(f"message_{role}", sent.message_id, is_trace=not is_shared)
        (school.traces if is_shared else unit.traces).add(title)


async def hear(works: Works, event: Event, subject: UUID, school_id: UUID) -> None:
    """Deliver an event of identification to notification, as the bus would."""
    envelope = Envelope(
        id=new_id(),
        source="identification",
        type=event.type,
        time=works.place.machine.now(),
        subject=str(subject),
        version=1,
        school_id=school_id,
        data=event.model_dump(mode="json"),
    )
    runtime = works.place.assembly.hosted["notification"].runtime
    await runtime.consumer.deliver([envelope.to_bytes()])
