/**
 * A cloud under mixed work for as long as is asked: functions that answer, fail, hang and leave things behind, updates,
 * deletions, hostile callers. When all of it is taken away again, the cloud must hold of its machine what it held before.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { type Clients, clientsOf } from '../clients.ts';
import { makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { LAMBDA_TRUST } from '../functions.ts';
import { loggedFaults } from '../fuzz/server-state.ts';
import {
  type Census,
  countHeld,
  countLeft,
  dataMb,
  linkPrefixOf,
  type Place,
  placeOf,
  processesOf,
  residentMb,
} from './census.ts';
import { type Chore, CHORES } from './chores.ts';
import { type Heap, heapOf, INSPECTED } from './heap.ts';
import { risen } from './verdict.ts';
import { ROLE_NAME, Site } from './site.ts';
import type { Kind } from './sources.ts';

const WORKERS = 4;
/** Between two chores of a worker: the machine is not to be full, since an hour is long. */
const PAUSE_MS = 100;
const SAMPLE_MS = 5_000;
const SETTLE_MS = 3_000;
const SETTLE_DEADLINE_MS = 180_000;
/** So often it has not become less: the platform looks each five seconds. */
const TRIMMED_LOOKS = 5;
const SURPRISES_MAX = 50;
/** One of each runtime stays throughout and is never called, so that as many sandboxes are kept started ahead. */
const STANDING: readonly Kind[] = ['nodejs', 'python', 'custom'];

export interface SoakOptions {
  readonly minutes: number;
  readonly progress?: (line: string) => void;
}

export interface Memory extends Heap {
  readonly residentMb: number;
}

export interface SoakReport {
  readonly isolation: string;
  readonly minutes: number;
  /** Chore → how often it was done. */
  readonly chores: Readonly<Record<string, number>>;
  readonly tally: Readonly<Record<string, number>>;
  readonly before: Census;
  readonly highest: Census;
  readonly after: Census;
  /** When the cloud had stopped. */
  readonly left: Census;
  readonly memoryBefore: Memory;
  readonly memoryAfter: Memory;
  /** Resident, at even distances over the run. */
  readonly residentMb: readonly number[];
  readonly dataMb: Readonly<Record<string, number>>;
  /** Answers that were not what they should be. */
  readonly surprises: readonly string[];
  /** What the platform's log calls an error. */
  readonly logged: readonly string[];
}

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const dataFolder = makeDataFolder();
  const temporaryFolder = mkdtempSync(path.join(tmpdir(), 'virga-soak-'));
  try {
    const environment = { TMPDIR: temporaryFolder };
    const cloud = await startCloud({ dataFolder, nodeFlags: INSPECTED, environment });
    try {
      const place = await placeOf(cloud.process.pid ?? 0, dataFolder, temporaryFolder);
      return await new Soak(cloud, place, options).run();
    } finally {
      await cloud.stop();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

class Soak {
  readonly #cloud: RunningCloud;
  readonly #place: Place;
  readonly #options: SoakOptions;
  readonly #chores: Record<string, number> = {};
  readonly #tally = new Map<string, number>();
  readonly #surprises: string[] = [];
  readonly #resident: number[] = [];
  readonly #highest: Record<string, number> = {};

  constructor(cloud: RunningCloud, place: Place, options: SoakOptions) {
    this.#cloud = cloud;
    this.#place = place;
    this.#options = options;
  }

  async run(): Promise<SoakReport> {
    const { minutes } = this.#options;
    await this.#prepare();
    // Each kind of work once, so that what is loaded and made at first use is there.
    await this.#work((round) => round < CHORES.length);
    const before = await this.#settled();
    const memoryBefore = await this.#memory();
    this.#say(`before: ${JSON.stringify({ ...before, ...memoryBefore })}`);
    const deadlineMs = performance.now() + minutes * 60_000;
    await Promise.all([this.#sample(deadlineMs), this.#work(() => performance.now() < deadlineMs)]);
    const after = await this.#settled(before);
    const memoryAfter = await this.#memory();
    this.#say(`after: ${JSON.stringify({ ...after, ...memoryAfter })}`);
    const sizes = dataMb(this.#place);
    const left = await this.#stop();
    this.#say(`left: ${JSON.stringify(left)}`);
    return {
      isolation: /^ {2}functions {2}(.*)$/m.exec(this.#cloud.output())?.[1] ?? '',
      minutes,
      chores: this.#chores,
      tally: Object.fromEntries(this.#tally),
      before,
      highest: this.#highest,
      after,
      left,
      memoryBefore,
      memoryAfter,
      residentMb: this.#resident,
      dataMb: sizes,
      surprises: this.#surprises,
      logged: loggedFaults(this.#cloud.dataFolder),
    };
  }

  async #prepare(): Promise<void> {
    const clients = this.#clients();
    const role = { RoleName: ROLE_NAME, AssumeRolePolicyDocument: LAMBDA_TRUST };
    await clients.iam.send(new CreateRoleCommand(role));
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await clients.iam.send(new AttachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn }));
    const site = new Site(clients, this.#cloud.url, 'standing', new Map());
    for (const kind of STANDING) await site.make({ name: site.name(kind), kind });
    clients.close();
  }

  /** All chores in turn, each worker beginning at another. */
  async #work(goesOn: (round: number) => boolean): Promise<void> {
    const workers = Array.from({ length: WORKERS }, async (_, worker) => {
      const clients = this.#clients();
      const site = new Site(clients, this.#cloud.url, `w${worker}`, this.#tally);
      const offset = Math.floor((worker * CHORES.length) / WORKERS);
      for (let round = 0; goesOn(round); round++) {
        const chore = CHORES[(round + offset) % CHORES.length];
        if (chore !== undefined) await this.#do(chore, site);
        await wait(PAUSE_MS);
      }
      clients.close();
    });
    await Promise.all(workers);
  }

  async #do(chore: Chore, site: Site): Promise<void> {
    try {
      await chore.run(site);
      this.#chores[chore.name] = (this.#chores[chore.name] ?? 0) + 1;
    } catch (error) {
      const { name, message } = error as Error;
      const surprise = `${new Date().toISOString()} ${chore.name}: ${name}: ${message}`.slice(0, 1_000);
      this.#say(surprise);
      if (this.#surprises.length < SURPRISES_MAX) this.#surprises.push(surprise);
    }
  }

  async #sample(deadlineMs: number): Promise<void> {
    for (let count = 0; performance.now() < deadlineMs; count++) {
      this.#resident.push(residentMb(this.#place));
      const held = await countHeld(this.#place);
      for (const [kind, many] of Object.entries(held)) this.#highest[kind] = Math.max(this.#highest[kind] ?? 0, many);
      if (count % 12 === 0) this.#say(JSON.stringify({ residentMb: Math.round(this.#resident.at(-1) ?? 0), ...held }));
      await wait(SAMPLE_MS);
    }
  }

  /** What it holds when that no longer changes; where `expected` is given, when that is reached. */
  async #settled(expected?: Census): Promise<Census> {
    const deadlineMs = performance.now() + SETTLE_DEADLINE_MS;
    let last = '';
    for (;;) {
      await wait(SETTLE_MS);
      const held = await countHeld(this.#place);
      const now = JSON.stringify(held);
      const isReached = expected === undefined ? now === last : risen(expected, held).length === 0;
      if (isReached || performance.now() > deadlineMs) return held;
      last = now;
    }
  }

  /** Once the platform, which gives memory back when nothing is asked, has given back what it will. */
  async #memory(): Promise<Memory> {
    const deadlineMs = performance.now() + SETTLE_DEADLINE_MS;
    let least = residentMb(this.#place);
    for (let same = 0; same < TRIMMED_LOOKS && performance.now() < deadlineMs; same++) {
      await wait(SETTLE_MS);
      const now = residentMb(this.#place);
      if (now < least - 1) same = 0;
      least = Math.min(least, now);
    }
    const heap = await heapOf(this.#cloud.output());
    return { ...heap, residentMb: residentMb(this.#place) };
  }

  async #stop(): Promise<Census> {
    const ran = await processesOf(this.#place);
    const prefix = await linkPrefixOf(this.#place);
    await this.#cloud.stop();
    return countLeft(this.#place, ran, prefix);
  }

  #clients(): Clients {
    return clientsOf(this.#cloud.environment());
  }

  #say(line: string): void {
    this.#options.progress?.(line);
  }
}
