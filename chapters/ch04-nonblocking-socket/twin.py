"""Chapter 4 in Python: would block, told, read; and three sockets on one thread. Standard library only.

    python3 chapters/ch04-nonblocking-socket/twin.py
    cargo run -p ch04-nonblocking-socket --example ch04_twin

Both print the same events in the same order.
"""

import selectors
import socket

selector = selectors.DefaultSelector()  # epoll, kqueue, select: what the system has


def connect(address):
    stream = socket.socket()
    stream.setblocking(False)
    stream.connect_ex(address)  # "in progress", most often: the wait is still to come
    return stream


def next_told():
    """The only place where this program waits."""
    (key, _), *_ = selector.select()
    return key.data, key.fileobj


def read(mailbox, most):
    try:
        piece = mailbox.recv(most)
    except BlockingIOError:
        return "would block"
    return piece.decode() or "the end"


def one_socket(listener):
    mailbox = connect(listener.getsockname())
    selector.register(mailbox, selectors.EVENT_WRITE, "mailbox")
    print(f"told: {next_told()[0]} is connected, or has failed")
    assert mailbox.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
    friend, _ = listener.accept()
    selector.modify(mailbox, selectors.EVENT_READ, "mailbox")
    print(f"read: {read(mailbox, 2)}")
    friend.sendall(b"Hello")
    for _ in range(3):  # 5 bytes, 2 at a time; the selector tells again for as long as some are left (level)
        print(f"told: {next_told()[0]} is readable")
        print(f"read: {read(mailbox, 2)}")
    print(f"read: {read(mailbox, 2)}")
    friend.close()
    print(f"told: {next_told()[0]} is readable")
    print(f"read: {read(mailbox, 2)}")
    selector.unregister(mailbox)
    mailbox.close()


def three_sockets(listener):
    """One thread waits for all of them, and answers come in any order."""
    friends = {}
    for number in (1, 2, 3):
        mailbox = connect(listener.getsockname())
        selector.register(mailbox, selectors.EVENT_READ, number)
        friends[number], _ = listener.accept()
    for number in (2, 3, 1):
        with friends[number] as friend:
            friend.sendall(b"answer %d" % number)
        told, mailbox = next_told()
        print(f"told: mailbox {told} is readable: {read(mailbox, 100)}")
        selector.unregister(mailbox)  # its friend has closed: it would be readable for ever
        mailbox.close()


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listener:
        one_socket(listener)
        three_sockets(listener)
