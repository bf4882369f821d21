/** How a command becomes the first process of a sandbox: with our handover before it, or by the launcher. */
import type { SandboxSpec } from '../sandbox.ts';
import { INSIDE_NODE, INSIDE_SCRIPTS } from './options.ts';

/** Where the Runtime API is inside: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, 2026-11-23. */
export const RUNTIME_API_PORT = 9001;

export interface Beginning {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the launcher waits inside for its command. */
  readonly launched: boolean;
}

/** `listening` is from `portWords`. */
export function beginningOf(spec: SandboxSpec, listening: readonly string[], channel: number): Beginning {
  const [program = '', ...rest] = spec.command;
  const handover = {
    VIRGA_LISTEN: listening.join(','),
    NODE_CHANNEL_FD: String(channel),
    NODE_CHANNEL_SERIALIZATION_MODE: 'json',
  };
  const environment = { ...withRuntimeApi(spec), ...handover };
  if (spec.interpreter === 'node' && program !== '') {
    const argv = [program, '--require', `${INSIDE_SCRIPTS}/handover.cjs`, ...rest];
    return { argv, environment, launched: false };
  }
  if (spec.interpreter === 'python' && program !== '') {
    return { argv: [program, ...beforeScript(rest)], environment, launched: false };
  }
  const argv = [INSIDE_NODE, `${INSIDE_SCRIPTS}/launcher.cjs`];
  return { argv, environment: { ...handover, VIRGA_LAUNCHER: '1' }, launched: true };
}

/** The environment of the function's own process, without what the handover needs. */
export function withRuntimeApi(spec: SandboxSpec): Record<string, string> {
  const address = spec.runtimeApi ? { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${RUNTIME_API_PORT}` } : {};
  return { ...spec.environment, ...address };
}

/** Puts the handover before the script, which is the first argument with an absolute path. */
function beforeScript(words: readonly string[]): string[] {
  const at = words.findIndex((word) => word.startsWith('/'));
  if (at < 0) throw new TypeError('a python sandbox runs a script, named by its absolute path');
  return [...words.slice(0, at), `${INSIDE_SCRIPTS}/handover.py`, ...words.slice(at)];
}
