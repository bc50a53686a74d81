"""Chapter 5 in Python: taking turns, and chess on a clock that jumps. Standard library only.

    python3 chapters/ch05-event-loop/twin.py
    cargo run -p ch05-event-loop --example ch05_twin

Both print the same events in the same order.
"""

import asyncio
import selectors


class JumpingClock(selectors.DefaultSelector):
    """Where the loop would sleep until its next timer, time jumps to that timer instead."""

    def __init__(self):
        super().__init__()
        self.now = 0

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)

    def run(self, coroutine):
        loop = asyncio.SelectorEventLoop(self)
        loop.time = lambda: self.now
        try:
            return loop.run_until_complete(coroutine)
        finally:
            loop.close()


async def counts(name):
    for step in (1, 2, 3):
        print(f"{name}: step {step}")
        await asyncio.sleep(0)  # all others who are ready have their turn


async def board(clock, number):
    """A move of the master is work: nothing else happens. The opponent's thinking is a wait."""
    for move in (1, 2):
        clock.now += 5
        print(f"{clock.now:.0f} s: board {number}, move {move} made")
        await asyncio.sleep(55)
    print(f"{clock.now:.0f} s: board {number} over")


async def main(clock):
    await asyncio.gather(*[counts(name) for name in "abc"])
    await asyncio.gather(*[board(clock, number) for number in (1, 2, 3)])


if __name__ == "__main__":
    clock = JumpingClock()
    clock.run(main(clock))
