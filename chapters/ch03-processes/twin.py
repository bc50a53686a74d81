"""Chapter 3 in Python: memory that is not shared, answers in order, and a crash. Standard library only.

    python3 chapters/ch03-processes/twin.py
    cargo run -p ch03-processes --example ch03_twin

Both print the same events in the same order.
"""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

number = 1


def add_one():
    global number
    number += 1
    return number


def square(x):
    return x * x


def crash():
    os._exit(7)  # the process ends here and now: no exception, no farewell


def main():
    # "spawn" starts the interpreter afresh, as Windows must, and the child imports this file: hence the last two lines.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        print(f"parent: the number is {number}")
        for _ in range(2):
            print(f"worker: it is {pool.submit(add_one).result()}, one more")
        print(f"parent: the number is {number}")
        try:
            pool.submit(crash).result()
        except BrokenProcessPool:
            print("worker: died in the middle of its job")
    # Python's pool does no more jobs after that: it takes a new one.
    with ProcessPoolExecutor(max_workers=2, mp_context=context) as pool:
        print("parent: still here, with new workers")
        for x, answer in enumerate(pool.map(square, range(1, 5)), start=1):
            print(f"worker: the square of {x} is {answer}")


if __name__ == "__main__":
    main()
