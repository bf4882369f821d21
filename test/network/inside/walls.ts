/** Run by the tests of this folder on the lab's host, as root and as an ordinary user: what functions reach, and what not. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { within } from '../../escape/escape-room.ts';
import { HOST_LATER, HOST_ON_LAN, HOST_UPLINK, INTERNET, LAN_HOST, METADATA } from '../lab.ts';
import { API_PORT, EMPTY, LAB, NetworkedRoom, PYTHON } from './networked-room.ts';

suite('a function with the internet', () => {
  let room: NetworkedRoom;
  let host: net.Server;
  let hostPort: number;
  before(async () => {
    host = await listening(0);
    hostPort = (host.address() as net.AddressInfo).port;
    room = await NetworkedRoom.open();
  });
  after(async () => {
    host.close();
    await room.close();
  });

  test('says how it got it', () => {
    const way = process.getuid?.() === 0 ? 'veth' : 'pasta';
    assert.match(room.host.isolation.summary, new RegExp(`internet by ${way} and nftables`));
  });

  test('reaches the internet, by streams and datagrams, by address and by name', async () => {
    const output = await room.python(`
attempt("page", lambda: page("${INTERNET}"))
attempt("datagram", lambda: datagram("${INTERNET}", 7))
attempt("name", lambda: page("web.example"))
attempt("name by stream", lambda: page("large.example"))
attempt("no such name", lambda: page("none.example"))`);
    assert.deepEqual(output.split('\n'), [
      `page: internet at ${INTERNET}`,
      `datagram: ${HOST_UPLINK} hello`,
      `name: internet at ${INTERNET}`,
      `name by stream: internet at ${INTERNET}`,
      'no such name: failed [Errno -2] Name or service not known',
      '',
    ]);
  });

  test('reaches it whatever starts in the sandbox', async () => {
    const scripts = path.join(room.folder, 'scripts');
    mkdirSync(scripts, { mode: 0o755 });
    const target = 'http://web.example/';
    writeFileSync(
      path.join(scripts, 'page.cjs'),
      // Node makes its sockets while the script begins; a bootstrap begins with a message from us, after them.
      `const ask = () => fetch('${target}').then((answer) => answer.text(), () => new Promise((wait) => setTimeout(wait, 20)).then(ask));
ask().then(console.log)`,
    );
    writeFileSync(
      path.join(scripts, 'page.py'),
      `import urllib.request; print(urllib.request.urlopen("${target}").read().decode())`,
    );
    const readOnly = [
      { hostPath: scripts, path: '/var/scripts' },
      { hostPath: process.execPath, path: '/var/lang/node' },
    ];
    for (const [interpreter, ...command] of [
      ['node', '/var/lang/node', '/var/scripts/page.cjs'],
      ['python', PYTHON, '/var/scripts/page.py'],
    ] as const) {
      const sandbox = await room.host.start({ ...EMPTY, command, interpreter, readOnly });
      let output = '';
      sandbox.stdout.on('data', (chunk) => (output += String(chunk)));
      await within(sandbox.exited, 'the end of the script');
      await sandbox.kill();
      assert.equal(output, `internet at ${INTERNET}\n`, interpreter);
    }
  });

  test('reaches neither this host, its network, the metadata service nor a name that points there', async () => {
    // The host itself does reach them, so that only the walls can be what stops the function.
    for (const [address, what] of [
      [METADATA, 'internet'],
      [LAN_HOST, 'lan'],
    ] as const) {
      assert.equal(await page(`http://${address}/`), `${what} at ${address}`);
    }
    const api = await listening(API_PORT);
    const targets: [string, string, number][] = [
      ['metadata', METADATA, 80],
      ['metadata by name', 'rebind.example', 80],
      ['host of the network', LAN_HOST, 80],
      ['name server of the host', LAN_HOST, 53],
      ['this host on its network', HOST_ON_LAN, hostPort],
      ['this host on its uplink', HOST_UPLINK, hostPort],
      ['loopback', '127.0.0.1', hostPort],
      ['another loopback', '127.8.9.1', hostPort],
      ['any address', '0.0.0.0', hostPort],
      ['API on the uplink', HOST_UPLINK, API_PORT],
      ['private', '10.0.0.1', 80],
      ['carrier', '100.64.0.1', 80],
      ['private 172', '172.16.0.1', 80],
      ['device tests', '198.18.77.1', 80],
      ['multicast', '224.0.0.1', 80],
      ['broadcast', '255.255.255.255', 80],
      ['link-local IPv6', 'fe80::1', 80],
      ['unique local IPv6', 'fc00::1', 80],
      ['IPv6', '2001:db8::1', 80],
      ['mapped metadata', `::ffff:${METADATA}`, 80],
    ];
    const lines = targets.map(([name, to, port]) => `attempt("${name}", lambda: connect("${to}", ${port}))`);
    const output = await room.python(`${lines.join('\n')}
for port in (${API_PORT}, ${hostPort}, 53): attempt(f"gateway {port}", lambda: connect(gateway(), port))
attempt("datagram to the gateway", lambda: datagram(gateway(), 53))
attempt("datagram to the metadata service", lambda: datagram("${METADATA}", 7))
attempt("datagram to the network", lambda: datagram("${LAN_HOST}", 7))`);
    api.close();
    const made = output.trim().split('\n');
    assert.deepEqual(
      made.filter((line) => !line.includes(': failed ')),
      [],
      output,
    );
    assert.equal(made.length, targets.length + 6, output);
  });

  test('does not reach another function, nor speaks in its name', async () => {
    const neighbour = await room.started(`
tcp = socket.create_server(("0.0.0.0", 7777)); tcp.settimeout(30)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("0.0.0.0", 7778)); udp.settimeout(30)
print(own(), flush=True)
time.sleep(30)`);
    const [first] = (await within(neighbour.stdout[Symbol.asyncIterator]().next(), 'the neighbour')).value
      .toString()
      .split('\n');
    const output = await room.python(`
print("own", own())
attempt("stream", lambda: connect("${first}", 7777))
attempt("datagram", lambda: datagram("${first}", 7778))
attempt("foreign source", lambda: datagram("${INTERNET}", 7, source="198.51.100.99"))
if own() != "${first}": attempt("source of the neighbour", lambda: datagram("${INTERNET}", 7, source="${first}"))`);
    await neighbour.kill();
    const made = output.trim().split('\n').slice(1);
    assert.deepEqual(
      made.filter((line) => !line.includes(': failed ')),
      [],
      output,
    );
    assert.ok(made.length >= 3, output);
  });

  test('cannot change its network', async () => {
    const output = await room.python(`
import fcntl, os
def down(): fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"eth0", 0)); return "CHANGED"
def setting():
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as file: file.write("0")
    return "CHANGED"
def address():
    route = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); route.settimeout(3)
    body = struct.pack("BBBBI", socket.AF_INET, 8, 0, 0, 1) + struct.pack("HH4s", 8, 2, socket.inet_aton("169.254.169.1"))
    route.send(struct.pack("IHHII", 16 + len(body), 20, 0x605, 1, 0) + body)
    code = struct.unpack("i", route.recv(1000)[16:20])[0]
    if code: raise OSError(-code, os.strerror(-code))
    return "CHANGED"
def rules(): socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12); return "OPENED"
def packets(): socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0); return "OPENED"
def mark(): socket.socket().setsockopt(socket.SOL_SOCKET, 36, 1); return "CHANGED"
def transparent(): socket.socket().setsockopt(socket.SOL_IP, 19, 1); return "CHANGED"
for run in (down, setting, address, rules, packets, mark, transparent): attempt(run.__name__, run)`);
    const made = output.trim().split('\n');
    assert.deepEqual(
      made.filter((line) => !line.includes(': failed ')),
      [],
      output,
    );
    assert.equal(made.length, 7, output);
  });

  test('an address that the host gets later is closed as well', async () => {
    const sandbox = await room.started(`
print("up", flush=True)
until = time.monotonic() + 20
while time.monotonic() < until:
    try: socket.create_connection(("${HOST_LATER}", ${hostPort}), 1).close()
    except OSError as error:
        if error.errno == 111: print("closed", flush=True); break
    time.sleep(0.05)`);
    const lines = sandbox.stdout[Symbol.asyncIterator]();
    assert.equal(String((await within(lines.next(), 'the function')).value), 'up\n');
    await new Promise<void>((resolve, reject) => {
      http
        .get({ socketPath: path.join(LAB, 'control'), path: '/' }, (response) => response.resume().on('end', resolve))
        .on('error', reject);
    });
    assert.equal(String((await within(lines.next(), 'the wall')).value), 'closed\n');
    await sandbox.kill();
    const output = await room.python(`attempt("later", lambda: connect("${HOST_LATER}", ${hostPort}))`);
    assert.match(output, /^later: failed /);
  });

  test('a flood of questions does not stop the platform', async () => {
    const sandbox = await room.started(`
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); client.connect(("127.0.0.1", 53)); client.setblocking(False)
print("up", flush=True)
until = time.monotonic() + 2
while time.monotonic() < until:
    try: client.send(b"x" * 40)
    except OSError: pass
time.sleep(20)`);
    await within(sandbox.stdout[Symbol.asyncIterator]().next(), 'the flood');
    const output = await room.python('attempt("name", lambda: page("web.example", timeout=10))');
    assert.equal(output, `name: internet at ${INTERNET}\n`);
    await sandbox.kill();
  });
});

test('a network that was opened is reached, and still neither this host nor the metadata service', async () => {
  const room = await NetworkedRoom.open(['192.168.77.0/24']);
  const host = await listening(0);
  const { port } = host.address() as net.AddressInfo;
  try {
    const output = await room.python(`
attempt("network", lambda: page("${LAN_HOST}"))
attempt("this host", lambda: connect("${HOST_ON_LAN}", ${port}))
attempt("metadata", lambda: connect("${METADATA}", 80))`);
    assert.match(output, new RegExp(`^network: lan at ${LAN_HOST}\nthis host: failed .*\nmetadata: failed `));
  } finally {
    host.close();
    await room.close();
  }
});

test('two platforms on one host do not meet, and the end of one leaves the other', async () => {
  const first = await NetworkedRoom.open();
  const second = await NetworkedRoom.open();
  try {
    const program = `print(own()); attempt("page", lambda: page("${INTERNET}"))`;
    const [one, other] = [await first.python(program), await second.python(program)];
    assert.match(one, /page: internet/);
    assert.match(other, /page: internet/);
    if (process.getuid?.() === 0) assert.notEqual(one.split('\n')[0], other.split('\n')[0]);
  } finally {
    await first.close();
  }
  try {
    assert.match(await second.python(`attempt("page", lambda: page("${INTERNET}"))`), /^page: internet/);
  } finally {
    await second.close();
  }
});

function listening(port: number): Promise<net.Server> {
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((resolve) => server.listen(port, '0.0.0.0', () => resolve(server)));
}

async function page(url: string): Promise<string> {
  return await (await fetch(url, { signal: AbortSignal.timeout(5000) })).text();
}
