# Runs first in a Python sandbox: listens on the sandbox's loopback, hands the listening sockets to the platform over the
# inherited channel (the line format of Node's IPC), closes it, and runs the script that comes after as __main__.
import os
import sys


def _hand_over():
    import socket
    channel = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))
    os.environ.pop("NODE_CHANNEL_SERIALIZATION_MODE", None)
    channel.setblocking(True)
    for port in os.environ.pop("VIRGA_LISTEN").split(","):
        number, _, datagrams = port.partition("/")
        listener = socket.socket(type=socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM)
        kind = '"dgram.Socket","dgramType":"udp4"' if datagrams else '"net.Server"'
        if not datagrams:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(number)))
        if not datagrams:
            listener.listen(511)
        line = '{"cmd":"NODE_HANDLE","type":%s,"msg":"listening:%s"}\n' % (kind, port)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, listener.fileno().to_bytes(4, sys.byteorder))]
        channel.sendmsg([line.encode()], rights)
        listener.close()
    channel.close()


_hand_over()
del sys.argv[0]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
with open(sys.argv[0], "rb") as _file:
    _code = compile(_file.read(), sys.argv[0], "exec")
globals()["__file__"] = sys.argv[0]
del _file, _hand_over
exec(_code)
