"""Builders for notification's routes."""

from matrix.asks import Ask, Reach, Routes
from matrix.builder import once
from matrix.cast import Actor, View
from matrix.identity import scope_of
from zizhu.common.auth import Role

routes = Routes("/api/v1/notification")
DESK = "/desk/announcements"


@routes("GET", "/announcements", Reach.NOTHING)
@routes("GET", DESK, Reach.NOTHING)
@routes("GET", "/todos", Reach.NOTHING)
@routes("GET", "/messages", Reach.NOTHING)
@routes("GET", "/counts", Reach.NOTHING)
def read_list(at: View, by: Actor) -> Ask:
    return Ask()


@routes("GET", "/announcements/{announcement_id}", Reach.PLACE)
def read_announcement(at: View, by: Actor) -> Ask:
    return Ask(ids={"announcement_id": at.id("released")})


@routes("GET", DESK + "/{announcement_id}", Reach.PLACE)
def get_governed(at: View, by: Actor) -> Ask:
    return Ask(ids={"announcement_id": at.id("drafted")})


@routes("POST", DESK, Reach.NOTHING)
def draft(at: View, by: Actor) -> Ask:
    body = {
        "title": "示例公告",
        "body": "请留意时间安排。",
        "author_name": "资助中心",
        "audience": scope_of(at)[0],
    }
    return Ask(json=body, headers=once())


@routes("PUT", DESK + "/{announcement_id}", Reach.PLACE)
def edit(at: View, by: Actor) -> Ask:
    body = {"title": "改过的公告", "body": "请留意时间安排。"}
    return Ask(ids={"announcement_id": at.id("drafted")}, seen=at.version("drafted"), json=body)


@routes("POST", DESK + "/{announcement_id}/review", Reach.PLACE)
def review(at: View, by: Actor) -> Ask:
    return Ask(ids={"announcement_id": at.id("drafted")}, seen=at.version("drafted"))


@routes("POST", DESK + "/{announcement_id}/release", Reach.PLACE)
def release(at: View, by: Actor) -> Ask:
    return Ask(ids={"announcement_id": at.id("reviewed")}, seen=at.version("reviewed"))


@routes("POST", DESK + "/{announcement_id}/delete", Reach.PLACE)
def delete(at: View, by: Actor) -> Ask:
    body = {"reason": "内容有误"}
    return Ask(ids={"announcement_id": at.id("released")}, seen=at.version("released"), json=body)


@routes("POST", "/messages/read", Reach.PLACE)
def mark_read(at: View, by: Actor) -> Ask:
    name = "counselor" if by.role is Role.PLATFORM_ADMIN else by.role.value
    return Ask(json={"message_ids": [str(at.id(f"message_{name}"))]})


@routes("POST", "/messages/read", Reach.NOTHING)
def mark_all_read(at: View, by: Actor) -> Ask:
    return Ask(json={})


@routes("GET", "/stream", Reach.NOTHING, is_endless=True)
def stream(at: View, by: Actor) -> Ask:
    return Ask()
