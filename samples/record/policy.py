"""A policy server for Postfix that defers each client, sender and recipient once."""
import os
import socketserver

from hosts import SERVER, await_true, listening
from servers import Server

PORT = 10023


class Policy(socketserver.StreamRequestHandler):
    def handle(self):
        asked = {}
        for line in self.rfile:
            name, _, value = line.decode().strip().partition('=')
            if name:
                asked[name] = value
                continue
            seen = (asked['client_address'], asked['sender'], asked['recipient'])
            action = 'dunno' if seen in self.server.seen else 'defer_if_permit 4.2.0 Greylisted, please try again in 2 seconds'
            self.server.seen.add(seen)
            self.wfile.write(f'action={action}\n\n'.encode())
            asked = {}


class Greylist(Server):
    name = 'greylist'

    def start(self, folder):
        os.makedirs(folder)
        self.process = SERVER.fork(self.serve)
        await_true(lambda: listening(SERVER, PORT), 'the policy server is silent')

    @staticmethod
    def serve():
        socketserver.ThreadingTCPServer.daemon_threads = True
        with socketserver.ThreadingTCPServer(('127.0.0.1', PORT), Policy) as server:
            server.seen = set()
            server.serve_forever()
