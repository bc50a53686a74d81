"""Chapter 8 in Python: a group, a timeout, a thread, a semaphore, a full queue. Standard library only.

    python3 chapters/ch08-runtime/twin.py                      (Python 3.11 or later)
    cargo run -p ch08-runtime --example ch08_twin

Both print the same events in the same order.
"""

import asyncio
import sys
import threading

if sys.version_info < (3, 11):
    sys.exit("skipped: asyncio.TaskGroup wants Python 3.11 or later")


async def holds(name):
    print(f"{name}: holds something, and waits for ever")
    try:
        await asyncio.Event().wait()
    finally:  # cancelled: an exception out of the await. In Rust: a drop, where it stands
        print(f"{name}: lets go")


async def fails():
    await asyncio.sleep(0)
    print("b: fails")
    raise ValueError("no number")


async def group():
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(holds("a"))
            tasks.create_task(fails())
    except ExceptionGroup as failed:
        print(f"group: {failed.exceptions[0]}")


async def limit():
    try:
        await asyncio.wait_for(holds("c"), 0.01)
    except asyncio.TimeoutError:
        print("c: took too long")


async def thread():
    bell = threading.Event()
    blocked = asyncio.create_task(asyncio.to_thread(bell.wait))
    for tick in (1, 2, 3):
        print(f"loop: tick {tick}, while a thread blocks")
        await asyncio.sleep(0)
    bell.set()
    await blocked
    print("loop: the thread has heard the bell")


async def worker(number, room):
    async with room:
        print(f"worker {number}: in")
        await asyncio.sleep(0)
        print(f"worker {number}: out")


async def semaphore():
    room = asyncio.Semaphore(2)
    await asyncio.gather(*[worker(number, room) for number in (1, 2, 3, 4)])


async def send(queue):
    for letter in "xyz":
        await queue.put(letter)  # waits while the queue is full: whoever is too fast is slowed down
        print(f"sent {letter}")
    await queue.put(None)


async def receive(queue):
    while letter := await queue.get():
        print(f"received {letter}")


async def backpressure():
    queue = asyncio.Queue(maxsize=1)
    await asyncio.gather(send(queue), receive(queue))


async def main():
    for part in (group, limit, thread, semaphore, backpressure):
        await part()


if __name__ == "__main__":
    asyncio.run(main())
