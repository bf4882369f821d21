/** `./virga rotate-key`: a new master key for what is sealed from now on, while the cloud does not run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Closers } from '../../boot/closers.ts';
import { openStorage } from '../../boot/storage.ts';
import { dataFolder } from '../../config.ts';
import { systemClock as clock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog as log } from '../../kit/log.ts';
import { addMasterKey } from '../../kit/seal.ts';
import { UserError } from '../../kit/user-error.ts';
import type { Command } from '../command.ts';

export const rotateKey: Command = {
  name: 'rotate-key',
  summary: 'Adds a new master key for secrets, objects and code written from now on.',
  options: { data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' } },
  notes: [
    'Stop the cloud first. What is there stays sealed as it is, and its keys stay in master.key: nothing is written anew.',
    'A backup that was made --without-key before is restored with the new master.key as well.',
  ],
  async run({ options }, io) {
    const folder = dataFolder(options, io.environment);
    const file = path.join(folder, 'master.key');
    if (!existsSync(file)) throw new UserError(`${folder} holds no cloud: name its --data`);
    const closers = new Closers();
    try {
      // Nobody else has it, and the key is that of the data.
      await openStorage(folder, { clock, ids: new RandomIds(), log, closers, say: (line) => io.err(`${line}\n`) });
      await addMasterKey(file);
    } finally {
      await closers.close(log);
    }
    io.out(`${file} holds a new key. Keep a copy of it where you keep the old one, then start the cloud again.\n`);
    return 0;
  },
};
