/** Finds the command, parses its options and runs it; what goes wrong is one line on standard error. */
import { UserError } from '../kit/user-error.ts';
import { type Command, type Io, nearest, parseArguments, usage } from './command.ts';
import { VERSION } from './version.ts';

/** Loaded when asked for, so that none pays for the others. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  env: async () => (await import('./commands/env.ts')).env,
  status: async () => (await import('./commands/status.ts')).status,
  logs: async () => (await import('./commands/logs.ts')).logsCommand,
  accounts: async () => (await import('./commands/accounts.ts')).accounts,
  cost: async () => (await import('./commands/cost.ts')).cost,
  budget: async () => (await import('./commands/budget.ts')).budget,
  explain: async () => (await import('./commands/explain.ts')).explain,
  check: async () => (await import('./commands/check.ts')).check,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  'rotate-key': async () => (await import('./commands/rotate-key.ts')).rotateKey,
  tls: async () => (await import('./commands/tls.ts')).tls,
  test: async () => (await import('./commands/test.ts')).test,
  bench: async () => (await import('./commands/bench.ts')).bench,
};

/** Answers the exit code: 0, 1 for what failed, 2 for what was asked wrongly. */
export async function run(argv: readonly string[], io: Io = terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(await overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === 'version') {
    io.out(`virga ${VERSION}\n`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    const near = nearest(name, Object.keys(COMMANDS));
    io.err(
      `virga: there is no command ${name}${near === undefined ? '' : `, did you mean ${near}?`} (see ./virga help)\n`,
    );
    return 2;
  }
  return await runCommand(await load(), rest, io);
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.out(usage(command));
    return 0;
  }
  try {
    return await command.run(parseArguments(command, argv), io);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.err(`virga ${command.name}: ${error.message}\n`);
    return 1;
  }
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`);
  return [
    'Virga: the serverless cloud that you run yourself.',
    '',
    'Usage: ./virga COMMAND [options]',
    '',
    'Commands:',
    ...lines,
    '  help        Shows this; ./virga COMMAND --help shows a command and its options.',
    '',
    'Begin with: ./virga up',
    '',
  ].join('\n');
}

const terminal: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  environment: process.env,
};
