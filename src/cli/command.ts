/** What a command of `./virga` is: its options as data, so that help and parsing cannot disagree, and what it does. */
import { parseArgs } from 'node:util';
import { UserError } from '../kit/user-error.ts';

export interface OptionSpec {
  /** The placeholder of its value in the help; a switch has none. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** After the name in the usage line: `NAME`, `create|list`. */
  readonly positionals?: string;
  /** How many there may be; none where not given. */
  readonly maxPositionals?: number;
  readonly options: OptionSpecs;
  /** Further lines of the help: examples. */
  readonly notes?: readonly string[];
  /** Answers the exit code. Throws UserError. */
  run(args: Arguments, io: Io): Promise<number>;
}

export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Throws UserError for what the command does not know. */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, spec]) => [
      name,
      { type: spec.value === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  const see = `see ./virga ${command.name} --help`;
  const parsed = parse(argv, options, (option) => {
    const near = nearest(option, Object.keys(command.options));
    return `there is no option --${option}${near === undefined ? '' : `, did you mean --${near}?`} (${see})`;
  });
  if (parsed.positionals.length > (command.maxPositionals ?? 0)) {
    throw new UserError(`unexpected "${parsed.positionals[command.maxPositionals ?? 0]}" (${see})`);
  }
  return parsed;
}

type ParserOptions = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

function parse(argv: readonly string[], options: ParserOptions, unknown: (option: string) => string): Arguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const type = token.name === 'help' ? 'boolean' : options[token.name]?.type;
    if (type === undefined) throw new UserError(unknown(token.name));
    if (seen.has(token.name)) throw new UserError(`--${token.name} was given twice`);
    seen.add(token.name);
    if (type === 'string' && (token.value === undefined || token.value === '')) {
      throw new UserError(`--${token.name} needs a value`);
    }
    if (type === 'boolean' && token.value !== undefined) throw new UserError(`--${token.name} takes no value`);
  }
  return { options: values, positionals };
}

export function usage(command: Command): string {
  const heads = Object.entries(command.options).map(([name, { value, help }]) => ({
    head: value === undefined ? `--${name}` : `--${name} ${value}`,
    help,
  }));
  const width = Math.max(6, ...heads.map(({ head }) => head.length));
  const lines = heads.map(({ head, help }) => `  ${head.padEnd(width)}  ${help}`);
  const positionals = command.positionals === undefined ? '' : ` ${command.positionals}`;
  const notes = command.notes === undefined ? [] : ['', ...command.notes];
  return [
    `Usage: ./virga ${command.name}${positionals}${lines.length > 0 ? ' [options]' : ''}`,
    '',
    command.summary,
    ...(lines.length > 0 ? ['', 'Options:', ...lines] : []),
    ...notes,
    '',
  ].join('\n');
}

/** The known word that is fewest edits away, where these are at most two (or a third of a long word). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestEdits = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(word, candidate);
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
