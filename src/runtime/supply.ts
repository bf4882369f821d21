/** What the catalogue supplies for a runtime: how to start a sandbox of it that does not know its function yet. */
import type { SandboxSpec } from './sandbox.ts';

export interface RuntimeSupply {
  /** `nodejs22.x`. */
  readonly runtime: string;
  readonly family: 'node' | 'python' | 'custom';
  /** Of the language as the runtime's name has it: `22`, `3.12`; empty for custom runtimes. */
  readonly version: string;
  /** What INIT_START says: `nodejs:22.v22.23.3`, `python:3.12.v3.12.1`. */
  readonly versionLabel: string;
  /** Command, mounts and the environment that all functions share; the platform's own variables begin with VIRGA_. */
  readonly spec: Omit<SandboxSpec, 'tmpMb'>;
}

/** Size of /tmp of a sandbox that does not know its function: Lambda's default. */
export const DEFAULT_TMP_MB = 512;

export class RuntimeUnavailableError extends Error {
  override readonly name = 'RuntimeUnavailableError';
}
