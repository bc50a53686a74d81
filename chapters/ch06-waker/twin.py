"""Chapter 6 in Python: a coroutine driven by hand, `send(None)` for `send(None)`. Standard library only.

    python3 chapters/ch06-waker/twin.py
    cargo run -p ch06-waker --example ch06_twin

Both print the same events in the same order.
"""

import threading


class Mailbox:
    """A future by hand, as asyncio.Future is one: what stands at the bottom of every chain of awaits."""

    def __init__(self):
        self.lock, self.letter, self.wake = threading.Lock(), None, None

    def __await__(self):
        while self.letter is None:  # asyncio's Future has `if`: sent to too early, it fails. Rust's must bear it
            yield self  # up through every await, to whoever has called send
        return self.letter

    def call_when_ready(self, wake):  # asyncio: add_done_callback
        with self.lock:
            if self.letter is None:
                self.wake, wake = wake, None
        if wake:
            wake()

    def put(self, letter):  # asyncio: set_result
        with self.lock:
            self.letter, wake = letter, self.wake
        if wake:
            wake()


def poll(coroutine, wake):
    """One step. Python's waker goes *up* to what was yielded; Rust's comes *down*, as an argument of `poll`."""
    try:
        waits_for = coroutine.send(None)
    except StopIteration as end:
        return f"ready, {end.value}"
    waits_for.call_when_ready(wake)
    return "pending"


def block_on(coroutine):
    """Polls, and sleeps until somebody says continue."""
    woken = threading.Event()
    while (outcome := poll(coroutine, woken.set)) == "pending":
        woken.wait()
        woken.clear()
    return outcome


async def reader(mailbox):
    print("task: begins")
    letter = await mailbox
    print("task: goes on")
    return 2 * letter


if __name__ == "__main__":
    mailbox = Mailbox()
    task = reader(mailbox)
    print("made: nothing of it has run")
    wake = lambda: print("woken: somebody says continue")
    print("poll:", poll(task, wake))
    print("poll, though nobody said so:", poll(task, wake))
    mailbox.put(21)
    print("poll:", poll(task, wake))

    mailbox = Mailbox()
    threading.Thread(target=mailbox.put, args=[4]).start()
    print("block_on:", block_on(reader(mailbox)))
