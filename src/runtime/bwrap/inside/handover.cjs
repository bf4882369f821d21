// Runs first in a Node sandbox (--require): listens on the sandbox's loopback, hands the listening sockets to the
// platform over the inherited IPC channel, and leaves no trace for the code that comes after.
'use strict';
const net = require('node:net');

/** Calls `done` when the platform has everything. */
function handOver(done) {
  const ports = (process.env.VIRGA_LISTEN || '').split(',').filter(Boolean);
  delete process.env.VIRGA_LISTEN;
  let left = ports.length;
  const handed = (socket) => {
    socket.close();
    if (--left === 0) done();
  };
  const each = (port) => {
    if (port === '53/udp') {
      const socket = require('node:dgram').createSocket('udp4');
      socket.bind({ port: 53, address: '127.0.0.1', exclusive: true }, () => {
        process.send(`listening:${port}`, socket, {}, () => handed(socket));
      });
      return;
    }
    const server = net.createServer();
    server.listen({ port: Number(port), host: '127.0.0.1', exclusive: true, backlog: 511 }, () => {
      process.send(`listening:${port}`, server, {}, () => handed(server));
    });
  };
  if (left === 0) done();
  else for (const port of ports) each(port);
}

module.exports = { handOver };

if (process.env.VIRGA_LISTEN !== undefined && process.send && process.env.VIRGA_LAUNCHER === undefined) {
  handOver(() => {});
  // The platform closes the channel when it has the sockets.
  process.once('disconnect', () => {
    for (const name of ['send', 'disconnect', 'connected', 'channel', '_channel', '_send', '_disconnect']) delete process[name];
  });
}
