"""Holds a UDP socket open and never reads it: `sink.py ADDRESS PORT`.

The kernel counts what it drops there (the last column of /proc/net/udp).
"""

import signal
import socket
import sys


def main() -> None:
    """Open the socket and wait to be ended."""
    address, port = sys.argv[1], int(sys.argv[2])
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sink:
        sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        sink.bind((address, port))
        print("ready", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
