/** The runtimes that this machine can run: what is there, what is fetched when first needed, and what stands in for what. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/log.ts';
import { INSTALL_RETRY_MS } from '../limits.ts';
import { type RuntimeSupply, RuntimeUnavailableError } from '../supply.ts';
import { findPythons, type Python } from './find-pythons.ts';
import { findNode, installNode } from './node.ts';
import { hasNodeSdk, installNodeSdk, nodeSdkFolder } from './node-sdk.ts';
import { runProgram, sweepOldTries } from './program.ts';
import { hasPythonSdk, installPythonSdk, pythonSdkFolder } from './python-sdk.ts';
import { customSupply, nodeSupply, pythonSupply } from './supplies.ts';

const NODE = /^nodejs(22|24)\.x$/;
const PYTHON = /^python(3\.(?:9|1[0-4]))$/;
const CUSTOM: readonly string[] = ['provided.al2023', 'provided.al2'];
const NODE_RUNTIMES: readonly string[] = ['nodejs22.x', 'nodejs24.x'];
const PYTHON_RUNTIMES: readonly string[] = [9, 10, 11, 12, 13, 14].map((minor) => `python3.${minor}`);

export interface CatalogueOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Those of the machine where not given. */
  readonly pythons?: ReadonlyMap<string, Python>;
}

/** `python3.14` → `Python 3.13 stands in`, or the exact version, or `fetched when first used`. */
export type CatalogueStatus = Readonly<Record<string, string>>;

export class Catalogue {
  readonly #options: CatalogueOptions;
  readonly #folder: string;
  readonly #pythons: ReadonlyMap<string, Python>;
  readonly #supplies = new Map<string, Promise<RuntimeSupply>>();
  readonly #labels = new Map<string, string>();
  readonly #sdks = new Map<string, Promise<void>>();

  private constructor(options: CatalogueOptions, folder: string, pythons: ReadonlyMap<string, Python>) {
    this.#options = options;
    this.#folder = folder;
    this.#pythons = pythons;
  }

  static async open(options: CatalogueOptions): Promise<Catalogue> {
    const folder = path.join(options.dataFolder, 'runtimes');
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const swept = sweepOldTries(folder, options.clock.nowMs());
    swept.catch((error) => options.log.error('leftovers of installers could not be removed', error));
    return new Catalogue(options, folder, options.pythons ?? (await findPythons()));
  }

  unavailable(runtime: string): string | undefined {
    if (this.#available().includes(runtime)) return undefined;
    const wanted = PYTHON.exec(runtime)?.[1];
    const why = wanted === undefined ? '' : `: this machine has no Python ${wanted} and no newer one`;
    return `The runtime ${runtime} is not available here${why}. Available: ${this.#available().join(', ')}.`;
  }

  /** Fetches what is missing. Rejects with RuntimeUnavailableError. */
  supply(runtime: string): Promise<RuntimeSupply> {
    const known = this.#supplies.get(runtime);
    if (known) return known;
    const supply = this.#make(runtime);
    this.#supplies.set(runtime, supply);
    supply.then(
      ({ versionLabel }) => this.#labels.set(runtime, versionLabel),
      () => this.#supplies.delete(runtime),
    );
    return supply;
  }

  /** Resolves when the SDK of the runtime is there, or cannot be had: the function then says what it misses. */
  async ensureSdk(supply: RuntimeSupply): Promise<void> {
    const key = supply.family === 'node' ? 'node' : (this.#pythonFor(supply.version)?.version ?? '');
    let installed = this.#sdks.get(key);
    if (!installed) {
      installed = this.#installSdk(supply).catch((error) => {
        this.#options.log.error('the AWS SDK of a runtime could not be installed', error, { runtime: supply.runtime });
        this.#options.clock.after(INSTALL_RETRY_MS, () => this.#sdks.delete(key));
      });
      this.#sdks.set(key, installed);
    }
    await installed;
  }

  status(): CatalogueStatus {
    return Object.fromEntries(this.#available().map((runtime) => [runtime, this.#statusOf(runtime)]));
  }

  #available(): string[] {
    const pythons = PYTHON_RUNTIMES.filter((runtime) => this.#pythonFor(runtime.slice('python'.length)));
    return [...NODE_RUNTIMES, ...pythons, ...CUSTOM];
  }

  #statusOf(runtime: string): string {
    const label = this.#labels.get(runtime);
    if (label !== undefined) return label;
    const wanted = PYTHON.exec(runtime)?.[1];
    const python = wanted === undefined ? undefined : this.#pythonFor(wanted);
    if (!python) return CUSTOM.includes(runtime) ? 'any bootstrap' : 'fetched when first used';
    return python.version === wanted ? `Python ${wanted}` : `Python ${python.version} stands in`;
  }

  /** The exact one, else the nearest newer one. */
  #pythonFor(wanted: string): Python | undefined {
    const newer = [...this.#pythons.values()].filter(({ version }) => minorOf(version) >= minorOf(wanted));
    return newer.toSorted((a, b) => minorOf(a.version) - minorOf(b.version))[0];
  }

  async #make(runtime: string): Promise<RuntimeSupply> {
    const why = this.unavailable(runtime);
    if (why !== undefined) throw new RuntimeUnavailableError(why);
    if (CUSTOM.includes(runtime)) return customSupply(runtime);
    const major = NODE.exec(runtime)?.[1];
    if (major !== undefined) {
      const node = (await findNode(this.#folder, major)) ?? (await installNode(this.#folder, major, this.#options.log));
      return nodeSupply(runtime, major, node, await nodeSdkFolder(this.#folder));
    }
    const wanted = PYTHON.exec(runtime)?.[1] ?? '';
    const python = this.#pythonFor(wanted);
    if (!python) throw new RuntimeUnavailableError(`no Python for ${runtime}`);
    const exact = await this.#exactVersion(python);
    const sdkFolder = await pythonSdkFolder(this.#folder, python.version);
    return pythonSupply(runtime, wanted, python, { exact, sdkFolder });
  }

  async #exactVersion(python: Python): Promise<string> {
    const ask = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
    const program = path.join(python.prefix, python.program);
    try {
      return (await runProgram([program, '-I', '-S', '-c', ask], this.#folder)).trim();
    } catch (error) {
      throw new RuntimeUnavailableError(`Python ${python.version} of this machine does not start`, { cause: error });
    }
  }

  async #installSdk(supply: RuntimeSupply): Promise<void> {
    const { log } = this.#options;
    if (supply.family === 'node') {
      const folder = await nodeSdkFolder(this.#folder);
      if (await hasNodeSdk(folder)) return;
      log.info('installing the AWS SDK for JavaScript for functions, once');
      await installNodeSdk(this.#folder, folder);
    } else {
      const python = this.#pythonFor(supply.version);
      if (!python) return;
      const folder = await pythonSdkFolder(this.#folder, python.version);
      if (await hasPythonSdk(folder)) return;
      log.info('installing boto3 for functions, once', { python: python.version });
      await installPythonSdk(this.#folder, folder, python, [...this.#pythons.values()]);
    }
    log.info('the AWS SDK for functions is there', { runtime: supply.runtime });
  }
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
