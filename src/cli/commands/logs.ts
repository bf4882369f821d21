/** `./virga logs NAME`: what a function has written, and, with --follow, what it writes from now on. */
import { setTimeout as delay } from 'node:timers/promises';
import { dataFolder } from '../../config.ts';
import { readEndpoint } from '../../data-folder.ts';
import { UserError } from '../../kit/user-error.ts';
import { type Client, connect } from '../client.ts';
import type { Arguments, Command, Io } from '../command.ts';
import { logGroupsOf } from '../logs/names.ts';
import { type LogsCall, readLogs } from '../logs/read.ts';
import { sinceMs } from '../logs/since.ts';

export const logsCommand: Command = {
  name: 'logs',
  summary: 'Shows the logs of a function or of a log group.',
  positionals: 'NAME',
  maxPositionals: 1,
  options: {
    follow: { help: 'goes on with what is written from now on, until Ctrl-C' },
    since: { value: 'TIME', help: 'how far back: 30s, 10m (so if not given), 2h, 1d, or 2026-01-31T12:00:00Z' },
    filter: { value: 'PATTERN', help: 'only what matches a CloudWatch Logs filter pattern' },
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
  },
  notes: [
    'NAME is the name or ARN of a function, or of a log group.',
    '',
    'Examples:',
    '  ./virga logs my-function --follow',
    "  ./virga logs my-function --since 1d --filter '?ERROR ?WARN'",
    '  ./virga logs /my/log/group --filter \'{ $.level = "error" }\'',
  ],
  async run(args, io) {
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once('SIGINT', interrupt);
    // Whoever reads us may close first: `./virga logs NAME | head`.
    process.stdout.on('error', interrupt);
    try {
      await showLogs(args, io, stop.signal);
    } finally {
      process.off('SIGINT', interrupt);
      process.stdout.off('error', interrupt);
    }
    return 0;
  },
};

async function showLogs({ positionals, options }: Arguments, io: Io, signal: AbortSignal): Promise<void> {
  const [name] = positionals;
  if (name === undefined)
    throw new UserError('give the name of a function or of a log group (see ./virga logs --help)');
  const folder = dataFolder(options, io.environment);
  const filter = options['filter'];
  const events = readLogs({
    call: callsTo(folder, signal),
    groups: logGroupsOf(name, readEndpoint(folder).region),
    fromMs: sinceMs(String(options['since'] ?? '10m'), Date.now()),
    filter: typeof filter === 'string' ? filter : undefined,
    follow: options['follow'] === true,
    nowMs: () => Date.now(),
    pause: (ms) => delay(ms, undefined, { signal }).catch(() => {}),
    signal,
    waiting: (why) => io.err(`virga logs: ${why}; waiting\n`),
  });
  try {
    for await (const { timestamp, message } of events) {
      io.out(`${new Date(timestamp).toISOString()} ${message.replace(/\r?\n$/, '')}\n`);
      if (signal.aborted) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Ctrl-C gives up what is asked. Connects anew after an error: a cloud that was started again may answer at another port. */
function callsTo(folder: string, signal: AbortSignal): LogsCall {
  let client: Client | undefined;
  return async (operation, input) => {
    try {
      client ??= connect(folder);
      return await client.call('logs', operation, input, signal);
    } catch (error) {
      client = undefined;
      throw error;
    }
  };
}
