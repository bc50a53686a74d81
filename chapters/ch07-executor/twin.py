"""Chapter 7 in Python: create_task, gather, three tasks, a lost update. Standard library only.

    python3 chapters/ch07-executor/twin.py
    cargo run -p ch07-executor --example ch07_twin

Both print the same events in the same order.
"""

import asyncio
import pathlib
import runpy

# The clock that jumps is chapter 5's.
clock = runpy.run_path(str(pathlib.Path(__file__).parents[1] / "ch05-event-loop" / "twin.py"))["JumpingClock"]()


def say(what):
    print(f"{clock.now:.0f} s: {what}")


async def request(seconds):
    await asyncio.sleep(seconds)
    say(f"the answer that takes {seconds} s is here")
    return seconds


async def one_await_after_another():
    for seconds in (3, 1, 2):
        await request(seconds)


async def gathered():
    answers = await asyncio.gather(*[request(seconds) for seconds in (3, 1, 2)])
    say(f"gathered, in the order of asking: {', '.join(map(str, answers))}")


async def task(number):
    clock.now += 1  # work: nothing else happens
    say(f"task {number} has asked")
    await asyncio.sleep(2)
    clock.now += 1
    say(f"task {number} is done")


async def three_tasks():
    tasks = [asyncio.create_task(task(number)) for number in (1, 2, 3)]
    say("three tasks are made; none has begun")
    for made in tasks:
        await made


count = 0


async def adds_one(switch):
    global count
    seen = count
    if switch:
        await asyncio.sleep(0)  # others have their turn: what was read is old now
    count = seen + 1


async def main():
    global count
    await one_await_after_another()
    await gathered()
    await three_tasks()
    for switch in (True, False):
        count = 0
        await asyncio.gather(*[adds_one(switch) for _ in range(10)])
        say(f"ten tasks add one, {'with' if switch else 'without'} an await in between: {count}")


if __name__ == "__main__":
    clock.run(main())
