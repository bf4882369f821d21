/** A shell that runs our commands one after another, in about 1 ms each, inside namespaces that it holds. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { shellCommand } from './shell-words.ts';

/** Outputs longer than this are cut: they are error messages. */
const MAX_OUTPUT_CHARS = 16_384;

export class CommandShell {
  readonly #what: string;
  readonly #shell: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: { resolve: () => void; reject: (error: Error) => void; command: string }[] = [];
  #output = '';
  /** Why it has ended. */
  #ended: string | undefined;

  /** `words` become a shell that reads its standard input, such as `unshare --mount sh`; `what` is its name for people. */
  constructor(what: string, words: readonly string[]) {
    this.#what = what;
    const [program = '', ...rest] = words;
    this.#shell = spawn(program, rest, { stdio: 'pipe' });
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-MAX_OUTPUT_CHARS);
    });
    this.#shell.stdin.on('error', () => {});
    this.#shell.once('error', (error) => this.#fail(error.message));
    this.#shell.once('exit', (code, signal) =>
      this.#fail(this.#output.trim() || `its shell ended with ${signal ?? code}`),
    );
  }

  get pid(): number | undefined {
    return this.#shell.pid;
  }

  /** Runs commands one after another, until one fails. Rejects with what it said. */
  run(...commands: readonly (readonly string[])[]): Promise<void> {
    return this.script(commands.map(shellCommand).join(' && '));
  }

  /** The same with the shell's own words: only what we wrote ourselves may stand in it. */
  script(command: string): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(new Error(`${this.#what} has ended: ${this.#ended}`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, command });
      this.#shell.stdin.write(`{ ${command}; } </dev/null 2>&1; echo "=done= $?"\n`);
    });
  }

  close(): Promise<void> {
    if (this.#ended !== undefined) return Promise.resolve();
    const ended = new Promise<void>((resolve) => this.#shell.once('close', () => resolve()));
    this.#shell.stdin.end();
    return ended;
  }

  #read(text: string): void {
    this.#output += text;
    for (;;) {
      const end = /^=done= (\d+)\n/m.exec(this.#output);
      if (!end) break;
      const said = this.#output.slice(0, end.index).trim();
      this.#output = this.#output.slice(end.index + end[0].length);
      const request = this.#waiting.shift();
      if (end[1] === '0') request?.resolve();
      else request?.reject(new Error(`${request.command}: ${said}`));
    }
    this.#output = this.#output.slice(-MAX_OUTPUT_CHARS);
  }

  #fail(reason: string): void {
    this.#ended = reason;
    for (const request of this.#waiting.splice(0)) {
      request.reject(new Error(`${this.#what} cannot be made or has ended: ${reason}`));
    }
  }
}
