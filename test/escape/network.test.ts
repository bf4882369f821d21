/** SANDBOX.md, walls: network. In this issue a function reaches the API and nothing else. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, suite, test } from 'node:test';
import { API_PORT, assertBlocked, EscapeRoom, PYTHON, SKIP, within } from './escape-room.ts';

suite('network', { skip: SKIP }, () => {
  let room: EscapeRoom;
  let onLoopback: net.Server;
  let onAbstract: net.Server;
  before(async () => {
    room = await EscapeRoom.open();
    onLoopback = await listening({ port: 0, host: '0.0.0.0' });
    onAbstract = await listening({ path: `\0virga-escape-${process.pid}` });
  });
  after(async () => {
    onLoopback.close();
    onAbstract.close();
    await room.close();
  });

  test('neither the host, its network, the metadata service nor a neighbour can be reached', async () => {
    const { port } = onLoopback.address() as net.AddressInfo;
    const lan = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find((address) => !address.internal && address.family === 'IPv4');
    const targets: [string, string, number][] = [
      ['host loopback', '127.0.0.1', port],
      ['another loopback address', '127.0.0.2', port],
      ['this host', '0.0.0.0', port],
      ['metadata', '169.254.169.254', 80],
      ['internet', '192.0.2.1', 443],
      ['private', '10.0.0.1', 80],
      ['neighbour', '127.0.0.1', 7777],
      ...(lan ? [['host LAN', lan.address, port] satisfies [string, string, number]] : []),
    ];
    const lines = targets.map(
      ([name, address, to]) => `attempt("${name}", lambda: socket.create_connection(("${address}", ${to}), 2))`,
    );
    const attempt = await room.python(`${lines.join('\n')}
attempt("host loopback, IPv6", lambda: socket.create_connection(("::1", ${port}), 2))
attempt("datagram", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)))
attempt("name", lambda: socket.getaddrinfo("example.com", 80))
def abstract(name):
    client = socket.socket(socket.AF_UNIX); client.connect(name); return name
attempt("abstract socket of the host", lambda: abstract(b"\\0virga-escape-${process.pid}"))
attempt("abstract socket of the neighbour", lambda: abstract(b"\\0neighbour"))`);
    const others = ['host loopback, IPv6', 'datagram', 'name', 'abstract socket of the host'];
    assertBlocked(attempt, [...targets.map(([name]) => name), ...others, 'abstract socket of the neighbour']);
  });

  test('only ordinary sockets can be made', async () => {
    const attempt = await room.python(`
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("raw IPv6", lambda: socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
attempt("netlink audit", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9))
attempt("netlink generic", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16))
attempt("netlink netfilter", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12))
attempt("netlink kobject", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15))
attempt("crypto", lambda: socket.socket(38, socket.SOCK_SEQPACKET))
attempt("bluetooth", lambda: socket.socket(31, socket.SOCK_RAW, 1))
attempt("sctp", lambda: socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, 132))
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); socket.socket(socket.AF_INET6); socket.socketpair(); print("ordinary ones made")
def down():
    import fcntl, struct
    fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0))
attempt("interface down", down)`);
    const made = ['raw', 'raw IPv6', 'packet', 'vsock', 'netlink audit', 'netlink generic', 'netlink netfilter'];
    assertBlocked(attempt, [...made, 'netlink kobject', 'crypto', 'bluetooth', 'sctp', 'interface down']);
    assert.match(attempt.output, /ordinary ones made/);
  });

  test('the API listener tells which sandbox calls', async () => {
    const callers: string[] = [];
    const sandboxes = [await room.prepared(), await room.prepared()];
    for (const sandbox of sandboxes) {
      const server = http.createServer((request, response) => {
        callers.push(`${sandbox.id}${request.url}`);
        response.end();
      });
      assert.ok(sandbox.apiListener);
      server.listen(sandbox.apiListener);
    }
    for (const [index, sandbox] of sandboxes.entries()) {
      const program = `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${API_PORT}/${index}").read()`;
      await sandbox.begin([PYTHON, '-c', program], {});
      const exit = await within(sandbox.exited, 'the call');
      assert.equal(exit.code, 0);
      await sandbox.kill();
    }
    assert.deepEqual(
      callers,
      sandboxes.map((sandbox, index) => `${sandbox.id}/${index}`),
    );
  });
});

async function listening(where: net.ListenOptions): Promise<net.Server> {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(where, resolve));
  return server;
}
