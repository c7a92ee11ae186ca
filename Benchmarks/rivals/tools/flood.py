"""Sends UDP datagrams without pause: `flood.py ADDRESS PORT SIZE SEGMENTS`.

Each system call carries 64 messages (`sendmmsg`), each message SEGMENTS datagrams of SIZE bytes
(`UDP_SEGMENT` when there is more than one). Runs until it is ended, and at most a minute.
"""

import ctypes
import os
import socket
import sys
import time

BATCH = 64
SECONDS_MAX = 60
UDP_SEGMENT = 103


class Vector(ctypes.Structure):
    """`struct iovec`."""

    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class Header(ctypes.Structure):
    """`struct msghdr`."""

    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vectors", ctypes.POINTER(Vector)),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    ]


class Message(ctypes.Structure):
    """`struct mmsghdr`."""

    _fields_ = [("header", Header), ("sent", ctypes.c_uint)]


def main() -> None:
    """Send until ended."""
    address, port, size, segments = sys.argv[1], *map(int, sys.argv[2:5])
    # The last to get a core: what is sent and cannot be carried only wastes the tunnel's time.
    os.nice(19)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.connect((address, port))
        if segments > 1:
            sender.setsockopt(socket.SOL_UDP, UDP_SEGMENT, size)
        send_forever(sender.fileno(), size * segments)


def send_forever(descriptor: int, length: int) -> None:
    """Hand the same messages to the kernel again and again, whatever it says to them."""
    payload = ctypes.create_string_buffer(length)
    vector = Vector(ctypes.cast(payload, ctypes.c_void_p), length)
    messages = (Message * BATCH)()
    for message in messages:
        message.header.vectors = ctypes.pointer(vector)
        message.header.vector_count = 1
    send = ctypes.CDLL(None, use_errno=True).sendmmsg
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        for _ in range(100):
            send(descriptor, messages, BATCH, 0)


if __name__ == "__main__":
    main()
