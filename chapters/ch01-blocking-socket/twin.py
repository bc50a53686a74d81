"""Chapter 1 in Python: one blocking socket, one request after another. Standard library only.

    python3 chapters/ch01-blocking-socket/twin.py
    cargo run -p ch01-blocking-socket --example ch01_twin

Both print the same events in the same order.
"""

import socket
import threading
import time

# The second could have its answer first. Nobody asks it before the first has had its own.
DELAYS = [60, 20, 40]  # milliseconds


def fetch(address, path):
    with socket.create_connection(address) as stream:  # blocks
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: twin\r\nConnection: close\r\n\r\n".encode())
        response = b""
        while piece := stream.recv(4096):  # blocks; b"" is the end
            response += piece
    head, _, body = response.partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode()


def slow_server(listener):
    """One client at a time, each after the delay in its path."""
    while True:
        client, _ = listener.accept()
        with client:
            path = client.recv(4096).split()[1]  # so short a request comes in one piece
            time.sleep(int(path.rpartition(b"/")[2]) / 1000)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=slow_server, args=[listener], daemon=True).start()
    for number, delay in enumerate(DELAYS, start=1):
        print(f"request {number}: asks for /delay/{delay}, and the program waits")
        status, body = fetch(listener.getsockname(), f"/delay/{delay}")
        print(f"request {number}: {status} {body}")
    print("all answered, in the order of asking")


if __name__ == "__main__":
    main()
