"""The HTTP side: listens on several loopback addresses, one thread a connection."""

import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from services.log import Entry


class HttpReply(Protocol):
    """What the handler sends."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes | Iterator[bytes]: ...
    @property
    def media_type(self) -> str: ...
    @property
    def headers(self) -> dict[str, str]: ...
    @property
    def cut(self) -> bool: ...


Responder = Callable[[str, str, dict[str, str], bytes], tuple[HttpReply, Entry | None]]


class Door:
    """Listening sockets on 127.0.0.1, 127.0.0.2 ... (only the first where others are refused)."""

    def __init__(self, respond: Responder, *, port: int, hosts: int) -> None:
        self.respond = respond
        self._listeners = [socket.create_server(("127.0.0.1", port))]
        for last in range(2, hosts + 1):
            try:
                self._listeners.append(socket.create_server((f"127.0.0.{last}", 0)))
            except OSError:
                break
        names = (listener.getsockname()[:2] for listener in self._listeners)
        self.addresses = tuple(f"{host}:{number}" for host, number in names)
        self._wake, self._woken = socket.socketpair()
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, name="services", daemon=True)

    def open(self) -> None:
        """Accepts connections from now on."""
        self._thread.start()

    def wait(self) -> None:
        """Returns when the door is closed."""
        self._thread.join()

    def close(self) -> None:
        """Closes the listeners and hangs up on everyone."""
        self._wake.send(b"x")
        if self._thread.is_alive():
            self._thread.join()
        for one in (*self._listeners, self._wake, self._woken):
            one.close()
        with self._lock:
            for connection in self._connections:
                _hang_up(connection)

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            for one in (*self._listeners, self._woken):
                selector.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._woken:
                        return
                    assert isinstance(key.fileobj, socket.socket)
                    connection, address = key.fileobj.accept()
                    with self._lock:
                        self._connections.add(connection)
                    threading.Thread(
                        target=self._serve, args=(connection, address), daemon=True
                    ).start()

    def _serve(self, connection: socket.socket, address: Any) -> None:  # noqa: ANN401
        try:
            Handler(connection, address, self)  # type: ignore[arg-type]
        except OSError:
            pass
        finally:
            with self._lock:
                self._connections.discard(connection)
            _hang_up(connection)
            connection.close()


class Handler(BaseHTTPRequestHandler):
    """Reads requests and writes replies; connections stay open between them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Door  # type: ignore[assignment]

    def do_GET(self) -> None:
        """Any GET."""
        self._respond()

    def do_POST(self) -> None:
        """Any POST."""
        self._respond()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Says nothing: the request log has it."""

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, entry = self.server.respond(self.command, self.path, headers, body)
        try:
            self._write(reply)
        except OSError:
            self.close_connection = True
            if entry:
                entry.gone = True

    def _write(self, reply: HttpReply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
            if reply.cut:
                raise ConnectionAbortedError
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in reply.body:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
