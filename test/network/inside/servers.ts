/** What the other hosts of the lab serve: web pages that say who answers, an echo of datagrams, and names. Ends with its standard input. */
import dgram from 'node:dgram';
import http from 'node:http';
import net from 'node:net';

const [what = ''] = process.argv.slice(2);

const NAMES: Readonly<Record<string, string>> = {
  'web.example': '198.51.100.7',
  'rebind.example': '169.254.169.254',
  'large.example': '198.51.100.7',
};

const web = http.createServer((request, response) => response.end(`${what} at ${request.socket.localAddress}`));
const echo = dgram.createSocket('udp4', (message, from) =>
  echo.send(`${from.address} ${String(message)}`, from.port, from.address),
);
await new Promise<void>((resolve) => web.listen(80, '0.0.0.0', resolve));
// Bound to one address, so that its answers come from there.
await new Promise<void>((resolve) => echo.bind(7, what === 'internet' ? '198.51.100.7' : '0.0.0.0', resolve));
if (what === 'lan') {
  const udp = dgram.createSocket('udp4', (query, from) => udp.send(answer(query, true), from.port, from.address));
  await new Promise<void>((resolve) => udp.bind(53, '0.0.0.0', resolve));
  const tcp = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const message = answer(chunk.subarray(2), false);
      socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]));
    });
  });
  await new Promise<void>((resolve) => tcp.listen(53, '0.0.0.0', resolve));
}
process.stdin.on('end', () => process.exit()).resume();
console.log('serving');

/** One A record, or that there is no such name. Over datagrams, large.example is cut, so that it is asked for by TCP. */
function answer(query: Buffer, overDatagram: boolean): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const end = at + 5;
  const name = labels.join('.').toLowerCase();
  const address = query.readUInt16BE(at + 1) === 1 ? NAMES[name] : undefined;
  const isCut = overDatagram && name === 'large.example';
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (isCut ? 0x200 : 0) | (NAMES[name] ? 0 : 3), 2);
  header.writeUInt16BE(address && !isCut ? 1 : 0, 6);
  header.fill(0, 8, 12);
  if (!address || isCut) return Buffer.concat([header, query.subarray(12, end)]);
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)];
  return Buffer.concat([header, query.subarray(12, end), Buffer.from(record)]);
}
