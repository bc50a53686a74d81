"""The work inside an event loop, on asyncio: what `micro` does on the others.

    python3 shared/peers/python/micro.py asyncio|uvloop WORK [--size N] [--seconds S | --batches N]
"""

import argparse
import asyncio
import queue
import random
import sys
import threading
import time
import tracemalloc

YIELDS = 10_000


async def spawn(size):
    async def task(i):
        return i

    tasks = [asyncio.create_task(task(i)) for i in range(size)]
    for each in tasks:
        await each
    return size


async def yielding(size):
    each = -(-YIELDS // size)

    async def task():
        for _ in range(each):
            await asyncio.sleep(0)

    for one in [asyncio.create_task(task()) for _ in range(size)]:
        await one
    return size * each


async def oneshot(size):
    loop = asyncio.get_running_loop()
    pairs = [(loop.create_future(), loop.create_future()) for _ in range(size)]

    async def echo():
        for ping, pong in pairs:
            await ping
            pong.set_result(2)

    other = asyncio.create_task(echo())
    for ping, pong in pairs:
        ping.set_result(1)
        await pong
    await other
    return size


async def timers_fire(size):
    loop = asyncio.get_running_loop()
    left, done = size, loop.create_future()

    def fired():
        nonlocal left
        left -= 1
        if left == 0:
            done.set_result(None)

    for _ in range(size):
        loop.call_later(random.random() * 0.05, fired)
    await done
    return size


async def timers_tasks(size):
    for each in [asyncio.create_task(asyncio.sleep(random.random() * 0.05)) for _ in range(size)]:
        await each
    return size


async def timers_cancel(size):
    loop = asyncio.get_running_loop()
    for _ in range(size):
        loop.call_later(30, print).cancel()
    return size


class Wake:
    """A thread that is called through a queue, and wakes the task through the loop."""

    def __init__(self):
        self.calls = queue.SimpleQueue()
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()

    def answer(self):
        while True:
            loop, future = self.calls.get()
            loop.call_soon_threadsafe(future.set_result, None)

    async def __call__(self, size):
        loop = asyncio.get_running_loop()
        for _ in range(size):
            future = loop.create_future()
            self.calls.put((loop, future))
            await future
        return size


async def heap(size):
    async def task():
        own = [0] * 4
        await asyncio.get_running_loop().create_future()  # for ever
        return own

    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tasks = {asyncio.create_task(task()) for _ in range(size)}
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    bytes_each = (tracemalloc.get_traced_memory()[0] - before) / size
    tracemalloc.stop()
    for each in tasks:
        each.cancel()
    print(f"bytes={bytes_each} allocations=nan")


async def measure(work, size, seconds, batches):
    await work(size)
    operations, done, start, cpu = 0, 0, time.perf_counter_ns(), time.process_time_ns()
    before = foreign()
    while True:
        operations += await work(size)
        done += 1
        if done >= batches if batches else time.perf_counter_ns() - start >= seconds * 1e9:
            break
    wall, cpu = time.perf_counter_ns() - start, time.process_time_ns() - cpu
    busy, stolen = (after - earlier for after, earlier in zip(foreign(), before))
    print(f"operations={operations} wall_ns={wall} cpu_ns={cpu} foreign_ns={max(busy - cpu, 0)} stolen_ns={stolen}")


def foreign():
    """What the whole machine has computed, and what its host has taken, in ns."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq, stolen = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + softirq) * 10_000_000, stolen * 10_000_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("loop")
    parser.add_argument("work")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--batches", type=int, default=0)
    asked = parser.parse_args()
    run = asyncio.run
    if asked.loop == "uvloop":
        import uvloop

        run = uvloop.run
    if asked.work == "heap":
        run(heap(asked.size))
        sys.exit()
    works = {
        "spawn": spawn,
        "yield": yielding,
        "oneshot": oneshot,
        "wake": Wake() if asked.work == "wake" else None,
        "timers-fire": timers_fire,
        "timers-tasks": timers_tasks,
        "timers-cancel": timers_cancel,
    }
    if asked.work not in works:
        sys.exit(f"no work is called {asked.work}")
    run(measure(works[asked.work], asked.size, asked.seconds, asked.batches))
