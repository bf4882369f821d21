/** `./virga backup DIR`: a consistent copy of the data directory, while the cloud runs or while it does not. */
import path from 'node:path';
import { makeBackup } from '../../backup/backup.ts';
import { blobReferences } from '../../boot/blob-references.ts';
import { dataFolder } from '../../config.ts';
import { UserError } from '../../kit/user-error.ts';
import type { Command } from '../command.ts';
import { VERSION } from '../version.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'Copies the data directory into a new one, also while the cloud runs.',
  positionals: 'DIR',
  maxPositionals: 1,
  options: {
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
    'without-key': { help: 'leave out the master key and the first account’s keys: keep those elsewhere' },
  },
  notes: [
    'Whatever was acknowledged before it began is in it. Blobs are hard links where DIR lies on the same file system.',
    'Unless --without-key is given it holds the master key: whoever can read it can read everything.',
  ],
  async run({ options, positionals: [target] }, io) {
    if (target === undefined) throw new UserError('say where to: ./virga backup DIR');
    const withKeys = options['without-key'] !== true;
    const folder = dataFolder(options, io.environment);
    const { blobs, files } = await makeBackup({
      dataFolder: folder,
      target: path.resolve(target),
      withKeys,
      version: VERSION,
      now: new Date(),
      referencesOf: blobReferences,
    });
    const bytes = Object.values(files).reduce((total, file) => total + file.bytes, blobs.bytes);
    io.out(`${target}: ${(bytes / 1e6).toFixed(1)} MB, of them ${blobs.count} blobs\n`);
    io.out(
      withKeys
        ? 'It HOLDS THE MASTER KEY and the keys of the first account (readable by you alone): keep it as safe as those.\n'
        : `It holds no keys: keep ${folder}/master.key (needed to restore) and ${folder}/credentials elsewhere.\n`,
    );
    return 0;
  },
};
