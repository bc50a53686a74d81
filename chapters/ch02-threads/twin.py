"""Chapter 2 in Python: a thread for each wait, a lost update, a pool. Standard library only.

    python3 chapters/ch02-threads/twin.py
    cargo run -p ch02-threads --example ch02_twin

Both print the same events in the same order.
"""

import contextlib
import queue
import socket
import threading
from concurrent.futures import ThreadPoolExecutor


def three_waits():
    """Three threads, each blocked in its own recv. The answers come in another order: nobody holds up anybody."""
    got = queue.Queue()

    def wait_for_answer(number, mailbox):
        with mailbox:
            got.put((number, mailbox.recv(100).decode()))  # blocks this thread, and no other

    friends = {}
    for number in (1, 2, 3):
        mailbox, friends[number] = socket.socketpair()
        threading.Thread(target=wait_for_answer, args=[number, mailbox]).start()
        print(f"thread {number}: waits")
    for number in (2, 3, 1):
        with friends[number] as friend:
            friend.sendall(b"answer %d" % number)
        print("thread {}: {}".format(*got.get()))


def add_one_twice(guard):
    """Two threads read, meet, and write what they have read plus one; or a lock keeps them apart."""
    count = 0
    both_have_read = threading.Barrier(2)

    def add_one():
        nonlocal count
        with guard or contextlib.nullcontext():
            seen = count
            if not guard:
                both_have_read.wait()  # the switch between read and write that is otherwise rare
            count = seen + 1

    threads = [threading.Thread(target=add_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count


def job(number):
    if number == 2:
        raise ValueError("no number")
    return number * number


def pool_of_one():
    """A job that fails tells whoever asks for its result. The pool's only thread lives on."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        handles = [pool.submit(job, number) for number in (1, 2, 3)]
        for number, handle in enumerate(handles, start=1):
            try:
                print(f"job {number}: {handle.result()}")
            except ValueError as error:
                print(f"job {number}: failed, {error}")


if __name__ == "__main__":
    three_waits()
    print(f"two threads add one: {add_one_twice(None)}")
    print(f"two threads add one, under a lock: {add_one_twice(threading.Lock())}")
    pool_of_one()
