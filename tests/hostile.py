"""What harms: texts of queries that break an engine which takes them, and a port that tells whether anybody called."""

import socket
import threading
from typing import Final

BREAKERS: Final = (
    "SELECT * " + "{" * 2_265 + "}" * 2_265,
    "ASK { FILTER" + "(" * 4_796 + "1" + ")" * 4_796 + " }",
    "ASK { ?s " + "(" * 8_312 + "<a:b>" + ")" * 8_312 + " ?o }",
    "ASK { FILTER(" + "!" * 9_437 + "1) }",
    "ASK { FILTER(1" + "||1" * 9_437 + ") }",
    "ASK { FILTER(1" + "&&1" * 5_000 + ") }",
    "ASK { ?s <a:b>" + "/<a:b>" * 5_000 + " ?o }",
    "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p 1 } " * 2_800 + "}",
    "SELECT * { " + "".join(f"BIND(1 AS ?a{i}) " for i in range(3_300)) + "}",
    "SELECT " + "".join(f"(1 AS ?a{i})" for i in range(3_300)) + " {}",
    "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 1_100 + "}",
    "SELECT * { ?s ?p (" + "1 " * 5_000 + ") }",
    "SELECT * { ?s ?p ?o" + ",?o" * 9_900 + " }",
    "SELECT * { ?s ?p " + "?o " * 25_000 + "}",
    "SELECT * { ?s ?p 'x" + "x" * 70_000 + "' }",
    "SELECT * { ?s ?p " + "[ ?p " * 200 + "]" * 200 + " }",
    "ASK { FILTER(1" + "||1" * 8_400 + ") }",
)


class Listener:
    """A loopback port that counts who connects."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()
