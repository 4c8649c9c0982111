"""A toy application behind `serve`: says who called, and reads bodies as they come.

Arguments: the port, for how many seconds idle connections linger, and the CIDRs that are believed.
"""

import asyncio
import sys

from zizhu.embedded.serving import serve


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = scope["client"][0].encode()
    more = scope["method"] == "POST"
    if more:
        say("begun")
    while more:
        more = (await receive()).get("more_body", False)
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def main():
    port, linger, *believed = sys.argv[1:]
    await serve(
        app,
        bind="127.0.0.1",
        port=int(port),
        believed=believed,
        linger_seconds=float(linger),
        when_ready=lambda: say("ready"),
    )
    say("drained")


asyncio.run(main())
