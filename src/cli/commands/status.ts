/** `./virga status`: what runs, with which isolation and which runtimes. */
import { dataFolder } from '../../config.ts';
import { connect } from '../client.ts';
import type { Command } from '../command.ts';

export const status: Command = {
  name: 'status',
  summary: 'Shows what runs: endpoint, isolation really obtained, runtimes, and the state of each part.',
  options: {
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
    json: { help: 'as JSON' },
  },
  async run({ options }, io) {
    const client = connect(dataFolder(options, io.environment));
    const { Status: found } = await client.call('virga', 'GetStatus', {});
    io.out(options['json'] === true ? `${JSON.stringify(found, undefined, 2)}\n` : lines(found, '').join(''));
    return 0;
  },
};

/** `name: value`, one a line, nested values below their name. */
function lines(value: unknown, indent: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${indent}${String(value)}\n`];
  if (Array.isArray(value)) return value.flatMap((item) => lines(item, indent));
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === 'object' && item !== null && Object.keys(item).length > 0
      ? [`${indent}${name}:\n`, ...lines(item, `${indent}  `)]
      : typeof item === 'object'
        ? []
        : [`${indent}${name}: ${String(item)}\n`],
  );
}
