/** `./virga test`: the checks of the code and all tests; in a checkout only (npm's package has no tests). */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../kit/user-error.ts';
import type { Command, Io } from '../command.ts';

const TOP = path.join(import.meta.dirname, '../../..');
const BIN = path.join(TOP, 'node_modules/.bin');

/** Programs that tests use, and Debian's packages of them. Never installed by anybody but root, never silently. */
const TEST_PROGRAMS: readonly { readonly program: string; readonly debianPackage: string }[] = [
  { program: 'bwrap', debianPackage: 'bubblewrap' },
  { program: 'cc', debianPackage: 'build-essential' },
  { program: 'strace', debianPackage: 'strace' },
  { program: 'zip', debianPackage: 'zip' },
  { program: 'nft', debianPackage: 'nftables' },
  { program: 'pasta', debianPackage: 'passt' },
  { program: 'ip', debianPackage: 'iproute2' },
  { program: 'curl', debianPackage: 'curl' },
  { program: 'rclone', debianPackage: 'rclone' },
  { program: 's3cmd', debianPackage: 's3cmd' },
  { program: 'restic', debianPackage: 'restic' },
];

export const test: Command = {
  name: 'test',
  summary: 'Checks the code and runs all tests (of a checkout).',
  positionals: '[FILE ...]',
  maxPositionals: 100,
  options: {
    'check-only': { help: 'types, lint, format, layering and sizes only' },
    'tests-only': { help: 'without these checks' },
  },
  notes: ['With files: only the tests in these.'],
  run: (args, io) => Promise.resolve(runTests(args.positionals, args.options, io)),
};

function runTests(
  files: readonly string[],
  options: Readonly<Record<string, string | boolean | undefined>>,
  io: Io,
): number {
  if (!existsSync(path.join(BIN, 'tsc'))) throw new UserError('there are no tests here: run it in a checkout of Virga');
  if (files.length === 0 && options['tests-only'] !== true) {
    const failed = CHECKS.filter((check) => !runCheck(check, io));
    if (failed.length > 0) {
      io.err(`virga test: failed: ${failed.map(({ name }) => name).join(', ')}\n`);
      return 1;
    }
  }
  if (options['check-only'] === true) return 0;
  installPrograms(io);
  const chosen = files.length > 0 ? files : testFiles();
  io.out(`tests: ${chosen.length} files\n`);
  return runNode(
    [
      '--test',
      '--test-concurrency=2',
      '--test-reporter=dot',
      '--test-reporter-destination=stderr',
      ...SUMMARY,
      ...chosen,
    ],
    io,
  )
    ? 0
    : 1;
}

interface Check {
  readonly name: string;
  readonly words: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: 'types', words: ['tsc', '--noEmit'] },
  { name: 'lint', words: ['oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'bench', 'tools'] },
  { name: 'format', words: ['biome', 'format', 'src', 'test', 'bench', 'tools'] },
  { name: 'layering and sizes', words: ['node', '--test', '--test-reporter=dot', 'tools/tidy.test.ts'] },
];

const SUMMARY = [
  `--test-reporter=${path.join(TOP, 'tools/summary-reporter.ts')}`,
  '--test-reporter-destination=stdout',
] as const;

function runCheck({ name, words }: Check, io: Io): boolean {
  const [program = '', ...rest] = words;
  const command = program === 'node' ? process.execPath : path.join(BIN, program);
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd: TOP, encoding: 'utf8', env: environment() });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  io.out(`${name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`);
  if (status !== 0) io.err(`${stdout}${stderr}`);
  return status === 0;
}

function installPrograms(io: Io): void {
  const missing = TEST_PROGRAMS.filter(({ program }) => !onPath(program)).map(({ debianPackage }) => debianPackage);
  if (missing.length === 0) return;
  const words = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    io.err(`virga test: some tests need programs that are missing: run: sudo apt-get ${words.join(' ')}\n`);
    return;
  }
  io.out(`installing for the tests: apt-get ${words.join(' ')}\n`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  const install = (): boolean => spawnSync('apt-get', words, options as object).status === 0;
  if (install()) return;
  spawnSync('apt-get', ['update'], options as object);
  if (!install()) io.err(`virga test: apt-get ${words.join(' ')} failed; tests that need these will fail\n`);
}

function onPath(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** The quick ones first, those that kill and load last. */
function testFiles(): string[] {
  return ['tools', 'src', 'test'].flatMap((folder) =>
    readdirSync(path.join(TOP, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .toSorted()
      .map((name) => path.join(folder, name)),
  );
}

function runNode(words: readonly string[], io: Io): boolean {
  const { status, error } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
    cwd: TOP,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment(),
  });
  if (error) io.err(`${error.message}\n`);
  return status === 0;
}

/** Tests must not see a cloud that the developer uses. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|VIRGA_|NODE_OPTIONS$|NODE_TEST)/.test(name));
  const searchPath = `${path.dirname(process.execPath)}:${BIN}:${process.env['PATH'] ?? ''}`;
  return { ...Object.fromEntries(kept), PATH: searchPath };
}
