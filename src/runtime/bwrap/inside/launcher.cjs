// Runs first where the command is not Node or Python: hands over the listeners of the sandbox's loopback, waits for the
// platform's `begin`, and replaces itself by the command.
'use strict';
const { handOver } = require('./handover.cjs');

process.once('message', ({ command, environment, folder }) => {
  process.chdir(folder);
  process.execve(find(command[0], environment.PATH), command, { PWD: folder, ...environment });
});
process.once('disconnect', () => process.exit(1));
handOver(() => process.send('ready'));

function find(program, searchPath) {
  if (program.includes('/')) return program;
  const fs = require('node:fs');
  const folders = (searchPath || '/usr/local/bin:/usr/bin:/bin').split(':');
  return folders.map((folder) => `${folder}/${program}`).find((file) => fs.existsSync(file)) || program;
}
