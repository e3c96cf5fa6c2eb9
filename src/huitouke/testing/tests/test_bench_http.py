import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.http import Caller, Connection, time_alone, time_together


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/missing":
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"4\r\nabcd\r\n3;note=1\r\nefg\r\n0\r\n\r\n")
        else:
            self._say(f"{self.path} {self.headers.get('Cookie')}".encode())

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["Content-Length"])))

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_reads_answers_of_known_length_and_in_chunks_over_one_connection(port):
    connection = Connection(port)
    caller = Caller(cookies=(("sessionid", "s"), ("csrftoken", "c")))

    assert connection.ask(caller.get("/one")).body == b"/one sessionid=s; csrftoken=c"
    assert connection.ask(caller.get("/chunked")).body == b"abcdefg"
    assert connection.ask(caller.post("/form", {"q": "张 伟"})).body == b"q=%E5%BC%A0+%E4%BC%9F"
    connection.close()


def test_times_every_request_alone_and_over_several_connections(port):
    requests = [Caller().get(f"/{number}") for number in range(20)]

    times, rate = time_together(port, requests, 4)

    assert len(time_alone(port, requests)) == 20
    assert len(times) == 20
    assert rate > 0


def test_refuses_to_time_an_answer_that_is_an_error(port):
    with pytest.raises(BenchRefused, match="GET /missing was answered with 404"):
        time_alone(port, [Caller().get("/missing")])
    with pytest.raises(BenchRefused, match="404"):
        time_together(port, [Caller().get("/missing")] * 4, 2)
