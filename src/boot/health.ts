/** The state of each part, for people and probes. */
import type { Health } from './platform.ts';
import { probe, type Storage } from './storage.ts';

export class HealthWatch {
  readonly #storage: Storage;
  readonly #blobs: { trouble(): string | undefined };
  readonly #functions: () => string;
  readonly #version: string;
  #stopping = false;

  /** `functions`: how they are isolated, or that they cannot be run yet. */
  constructor(storage: Storage, blobs: { trouble(): string | undefined }, functions: () => string, version: string) {
    this.#storage = storage;
    this.#blobs = blobs;
    this.#functions = functions;
    this.#version = version;
  }

  stopping(): void {
    this.#stopping = true;
  }

  async look(): Promise<Health> {
    const { store, telemetry, spool } = this.#storage;
    const [state, ofTelemetry] = await Promise.all([probe(store), probe(telemetry)]);
    const storage = {
      store: state,
      telemetry: ofTelemetry,
      spool: spool.trouble() ?? 'ok',
      blobs: this.#blobs.trouble() ?? 'ok',
    };
    const isWell = Object.values(storage).every((part) => part === 'ok');
    const status = this.#stopping ? 'stopping' : isWell ? 'running' : 'degraded';
    return { status, version: this.#version, parts: { ...storage, functions: this.#functions() } };
  }
}
