/** Sends hostile requests to a server of its own and reports what it did wrong. The same seed gives the same requests. */
import { rmSync } from 'node:fs';
import { readKeys } from '../../src/data-folder.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { Connection, type Outcome } from './connection.ts';
import { SECRET } from './inputs.ts';
import { Plan, type Planned } from './plan.ts';
import { drip, SLOW_CLIENTS } from './slow-clients.ts';
import { filesWithSecrets, loggedFaults, openConnections, residentBytes } from './server-state.ts';
import { prepare } from './fixtures.ts';
import { attack, validRequest, WHO_AM_I } from './raw.ts';
import { attackOf } from './raw-attacks.ts';
import { properlySigned, type Signer, signedBytes } from './signatures.ts';
import { complaint } from './verdict.ts';

const LANES = 12;
const RAW_LANES = 64;
const ANSWER_DEADLINE_MS = 30_000;
/** A slow one is asked again alone: only what is slow each time is slow by itself. */
const SLOW_MEDIANS = 100;
const SLOW_FLOOR_MS = 1_000;
const SLOW_TRIES = 3;
/** Above the server's own limit for idle connections, headers and the rest of refused bodies. */
const DRIP_DEADLINE_MS = 120_000;
const SAMPLES = 60;
const SECRETS_MAX = 300;
const SOCKETS_DEADLINE_MS = 15_000;

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  /** Only this one of them. */
  readonly only?: number;
  readonly progress?: (line: string) => void;
}

export interface FuzzReport {
  readonly requests: number;
  readonly seconds: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** One line each, with the request's number. */
  readonly findings: readonly string[];
  readonly medianMs: number;
  readonly slowestMs: number;
  /** At even distances over the run. */
  readonly residentBytes: readonly number[];
  readonly leakedSecrets: readonly string[];
  /** Slow clients that the server did not let go. */
  readonly stillDripping: readonly string[];
  readonly openConnections: number;
  readonly isHealthy: boolean;
}

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const dataFolder = makeDataFolder();
  try {
    const { secrets, ...run } = await runOn(dataFolder, options);
    // Only a server that has stopped has written all of its log.
    const findings = [...run.findings, ...loggedFaults(dataFolder)];
    return { ...run, findings, leakedSecrets: filesWithSecrets(dataFolder, secrets) };
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

type RunReport = Omit<FuzzReport, 'leakedSecrets'> & { readonly secrets: ReadonlySet<string> };

async function runOn(dataFolder: string, options: FuzzOptions): Promise<RunReport> {
  const plan = await Plan.open(options.seed);
  await using cloud = await startCloud({ dataFolder, flags: ['--isolation', 'process'] });
  return await new Run(cloud, plan, options).report();
}

class Run {
  readonly #cloud: RunningCloud;
  readonly #plan: Plan;
  readonly #options: FuzzOptions;
  readonly #signer: Signer;
  readonly #port: number;
  readonly #statuses: Record<string, number> = {};
  readonly #findings: string[] = [];
  readonly #durations: { readonly ms: number; readonly planned: Planned }[] = [];
  readonly #resident: number[] = [];
  readonly #secrets = new Set<string>([SECRET]);
  #next = 0;
  /** One after the other, over all lanes. */
  #silences = 0;
  #nextRaw = 0;

  constructor(cloud: RunningCloud, plan: Plan, options: FuzzOptions) {
    this.#cloud = cloud;
    this.#plan = plan;
    this.#options = options;
    const url = new URL(cloud.url);
    this.#port = Number(url.port);
    const credentials = readKeys(cloud.dataFolder, 'admin');
    this.#secrets.add(credentials.secretAccessKey).add(readKeys(cloud.dataFolder, 'root').secretAccessKey);
    this.#signer = { host: url.host, region: 'us-east-1', credentials };
  }

  async report(): Promise<RunReport> {
    const { requests, only } = this.#options;
    await prepare(this.#signer, this.#port);
    const started = performance.now();
    this.#next = this.#nextRaw = only ?? 0;
    const end = only === undefined ? requests : only + 1;
    // Attacks wait more than they work.
    const raw = Array.from({ length: RAW_LANES }, () => this.#rawLane(end));
    const slow = only === undefined ? SLOW_CLIENTS.map((client) => drip(this.#port, client, DRIP_DEADLINE_MS)) : [];
    const dripped = Promise.allSettled(slow);
    await Promise.all([...Array.from({ length: LANES }, () => this.#lane(end)), ...raw]);
    const stillDripping = (await dripped).flatMap((result) =>
      result.status === 'rejected' ? [String(result.reason)] : [],
    );
    const { medianMs, slowestMs } = await this.#judgeDurations();
    const seconds = (performance.now() - started) / 1000;
    const { process } = this.#cloud;
    if (process.exitCode !== null) this.#findings.push(`the server ended: ${this.#cloud.output().slice(-2_000)}`);
    return {
      requests: end - (only ?? 0),
      seconds,
      statuses: this.#statuses,
      findings: this.#findings,
      medianMs,
      slowestMs,
      residentBytes: this.#resident,
      secrets: this.#secrets,
      stillDripping,
      openConnections: await settled(() => openConnections(this.#port)),
      isHealthy: await this.#isHealthy(),
    };
  }

  async #lane(end: number): Promise<void> {
    const connection = new Connection(this.#port);
    for (let number = this.#next++; number < end && this.#isUp(); number = this.#next++) {
      if (this.#plan.isRaw(number)) continue;
      const planned = this.#plan.request(number);
      // Some drafts have megabytes: making and signing them is the client's time.
      const bytes = this.#bytesOf(planned);
      const startedMs = performance.now();
      const outcome = await connection.ask(bytes, ANSWER_DEADLINE_MS);
      this.#durations.push({ ms: performance.now() - startedMs, planned });
      this.#judge(planned, outcome);
      this.#sample(number, end);
    }
    connection.close();
  }

  async #rawLane(end: number): Promise<void> {
    for (let number = this.#nextRaw++; number < end && this.#isUp(); number = this.#nextRaw++) {
      if (this.#plan.isRaw(number)) await this.#attack(number);
    }
  }

  /** False where it ended, or answers nobody any more. */
  #isUp(): boolean {
    return this.#cloud.process.exitCode === null && this.#silences < LANES;
  }

  async #attack(number: number): Promise<void> {
    const random = this.#plan.randomOf(number);
    const made = attackOf(validRequest(properlySigned(WHO_AM_I, this.#signer)), random);
    this.#statuses['raw'] = (this.#statuses['raw'] ?? 0) + 1;
    for (const wrong of await attack(this.#port, made))
      this.#findings.push(`request ${number} (raw: ${made.name}): ${wrong}`);
  }

  #bytesOf({ draft, random }: Planned): ReturnType<typeof signedBytes> {
    return signedBytes(draft, this.#signer, random);
  }

  #judge({ number, title, draft }: Planned, outcome: Outcome): void {
    const status = typeof outcome === 'string' ? outcome : String(outcome.status);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#silences = outcome === 'silent' ? this.#silences + 1 : 0;
    const wrong = complaint(outcome, draft.method);
    if (wrong !== undefined) this.#findings.push(`request ${number} (${title}): ${wrong}`);
    if (typeof outcome === 'string' || outcome.status !== 200 || this.#secrets.size > SECRETS_MAX) return;
    const found = outcome.body.toString('latin1').matchAll(/(?:SecretAccessKey|SessionToken)(?:>|":")([^<"]+)/g);
    for (const [, secret = ''] of found) this.#secrets.add(secret);
  }

  #sample(number: number, end: number): void {
    const every = Math.max(1, Math.floor(end / SAMPLES));
    if (number % every !== 0 || this.#cloud.process.exitCode !== null) return;
    this.#resident.push(residentBytes(this.#cloud.process.pid ?? 0));
    this.#options.progress?.(`${number} of ${end}, ${Math.round((this.#resident.at(-1) ?? 0) / 1e6)} MB`);
  }

  async #judgeDurations(): Promise<{ medianMs: number; slowestMs: number }> {
    const sorted = this.#durations.toSorted((a, b) => a.ms - b.ms);
    const medianMs = sorted[Math.floor(sorted.length / 2)]?.ms ?? 0;
    const boundMs = Math.max(SLOW_FLOOR_MS, SLOW_MEDIANS * medianMs);
    const connection = new Connection(this.#port);
    for (const { planned } of sorted.filter(({ ms }) => ms > boundMs).slice(-50)) {
      const tries: number[] = [];
      for (let count = 0; count < SLOW_TRIES; count++) {
        const bytes = this.#bytesOf(this.#plan.request(planned.number));
        const startedMs = performance.now();
        await connection.ask(bytes, ANSWER_DEADLINE_MS);
        tries.push(performance.now() - startedMs);
      }
      const fastestMs = Math.min(...tries);
      if (fastestMs > boundMs)
        this.#findings.push(`request ${planned.number} (${planned.title}): took ${Math.round(fastestMs)} ms alone`);
    }
    connection.close();
    return { medianMs, slowestMs: sorted.at(-1)?.ms ?? 0 };
  }

  async #isHealthy(): Promise<boolean> {
    try {
      return (
        (await fetch(`${this.#cloud.url}/_virga/health`, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) }))
          .status === 200
      );
    } catch {
      return false;
    }
  }
}

/** Waits for zero, and says what is left where it does not come. */
async function settled(count: () => number): Promise<number> {
  const deadlineMs = performance.now() + SOCKETS_DEADLINE_MS;
  while (count() > 0 && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 50));
  return count();
}
