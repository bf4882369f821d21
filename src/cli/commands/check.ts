/** `./virga check`: is what lies on the disk what was written? Reads everything, changes nothing. */
import { existsSync } from 'node:fs';
import { checkData } from '../../backup/check.ts';
import { blobReferences } from '../../boot/blob-references.ts';
import { dataFolder } from '../../config.ts';
import { UserError } from '../../kit/user-error.ts';
import type { Command } from '../command.ts';

const DAMAGED = 1;

export const check: Command = {
  name: 'check',
  summary: 'Verifies everything on the disk, also beside a running cloud, and lists what is damaged.',
  options: {
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
    json: { help: 'as JSON' },
  },
  notes: ['Answers 1 where something is damaged. ./virga restore brings back what a backup holds.'],
  async run({ options }, io) {
    const folder = dataFolder(options, io.environment);
    const asJson = options['json'] === true;
    if (!existsSync(folder)) throw new UserError(`${folder} holds no cloud: name its --data`);
    const checked = await checkData(folder, blobReferences, (line) => {
      if (!asJson) io.out(`damaged: ${line}\n`);
    });
    const { records, blobs, references, spoolEntries, orphans, damage } = checked;
    if (asJson) io.out(`${JSON.stringify(checked, undefined, 2)}\n`);
    else {
      io.out(
        `${folder}: read ${records} records, ${blobs} blobs (${orphans} without owner), ${references} references and ` +
          `${spoolEntries} spool entries: ${damage.length === 0 ? 'all whole' : `${damage.length} damaged`}\n`,
      );
    }
    return damage.length === 0 ? 0 : DAMAGED;
  },
};
