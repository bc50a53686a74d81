"""The same server on asyncio: as a Protocol, or with streams; with --uvloop on uvloop's event loop.

    python3 shared/peers/python/serve.py protocol|streams [--uvloop]
"""

import asyncio
import sys

RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answers(data):
    """The answers to all whole requests, the bytes that are left over, and whether it was the last request.

    Python has no httparse: a request is its first line, and ends at an empty one. That is the least that can be done.
    """
    *heads, rest = data.split(b"\r\n\r\n")
    out = []
    for head in heads:
        out.append(RESPONSE if head.startswith(b"GET / HTTP/1.") else NOT_FOUND)
        if b"connection: close" in head.lower():
            return b"".join(out), b"", True
    return b"".join(out), rest, False


class Hello(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.begun = b""

    def data_received(self, data):
        out, self.begun, close = answers(self.begun + data)
        if out:
            self.transport.write(out)
        if close or len(self.begun) > 65536:
            self.transport.close()

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def converse(reader, writer):
    begun, close = b"", False
    try:
        while not close and len(begun) <= 65536:
            data = await reader.read(4096)
            if not data:
                break
            out, begun, close = answers(begun + data)
            if out:
                writer.write(out)
                await writer.drain()
    except ConnectionError:
        pass  # the client's own doing
    finally:
        writer.close()


async def main(kind):
    loop = asyncio.get_running_loop()
    if kind == "protocol":
        server = await loop.create_server(Hello, "127.0.0.1", 0, backlog=1024)
    else:
        server = await asyncio.start_server(converse, "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    print(f"listening on http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    words = sys.argv[1:]
    if "--uvloop" in words:
        words.remove("--uvloop")
        import uvloop

        run = uvloop.run
    else:
        run = asyncio.run
    if words not in (["protocol"], ["streams"]):
        sys.exit(__doc__)
    run(main(words[0]))
