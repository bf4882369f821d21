/** `./virga restore DIR --data NEW`: a new data directory of a backup, verified. */
import path from 'node:path';
import { restoreBackup } from '../../backup/restore.ts';
import { blobReferences } from '../../boot/blob-references.ts';
import { UserError } from '../../kit/user-error.ts';
import type { Command } from '../command.ts';

export const restore: Command = {
  name: 'restore',
  summary: 'Makes a new data directory of a backup, and verifies it.',
  positionals: 'DIR',
  maxPositionals: 1,
  options: {
    data: { value: 'NEW', help: 'the data directory to make; must be missing or empty' },
    key: { value: 'FILE', help: 'the master key, where the backup was made without' },
  },
  async run({ options, positionals: [source] }, io) {
    const { data, key } = options;
    if (source === undefined || typeof data !== 'string') {
      throw new UserError('say from where and to where: ./virga restore DIR --data NEW');
    }
    const folder = path.resolve(data);
    const { records, blobs } = await restoreBackup({
      backup: path.resolve(source),
      dataFolder: folder,
      keyFile: typeof key === 'string' ? path.resolve(key) : undefined,
      referencesOf: blobReferences,
    });
    io.out(`${folder}: ${records} records and ${blobs} blobs, all whole. Start it with ./virga up --data ${data}\n`);
    return 0;
  },
};
