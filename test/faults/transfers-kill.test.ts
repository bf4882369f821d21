/**
 * kill -9 of the server while tables are backed up, restored, exported and imported, at moments that are spread over the
 * work: after the restarts it is done by itself, all of it is right, and nothing is left of what was begun twice.
 */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateBackupCommand,
  DescribeBackupCommand,
  DescribeTableCommand,
  RestoreTableFromBackupCommand,
} from '@aws-sdk/client-dynamodb';
import { type Clients, clientsOf } from '../clients.ts';
import { CloudEndedError, makeDataFolder, type RunningCloud, startCloud } from '../cloud.ts';
import { sweep } from './sweep.ts';
import { type Imported, putObjects } from './transfers-import.ts';
import { type Backup, type Kind, KINDS, type Progress, TransferJobs } from './transfers-jobs.ts';
import { verifyNothingIsLeft } from './transfers-leftovers.ts';
import { Source, SOURCE } from './transfers-source.ts';
import { verifyJobs, verifyLists, verifyTable } from './transfers-verify.ts';
import { until } from './until.ts';
import { virga } from './virga.ts';

const DEADLINE_MS = 60_000;
/** Changes before a set of jobs that copies of an earlier moment have to undo. */
const CHANGES_BEFORE = 30;

type AllProgress = Readonly<Record<Kind, Progress>>;
type Moment = readonly [what: string, isReached: (progress: AllProgress) => boolean];

/** While the server starts, at which it takes up the work: its log was written to so often. */
interface AtStart {
  readonly writes: number;
}

/** Of each set of jobs, when the server is killed; where all of it is done already, at once. */
const KILLS: readonly (readonly (Moment | AtStart)[])[] = [
  [
    ['a backup is being made', ({ backup }) => backup.state !== 'absent'],
    ...atStarts(2, 3),
    ['items are in a table that is restored', ({ fromBackup, atMoment }) => fromBackup.come + atMoment.come > 0],
    ...atStarts(4, 5),
    ['the export has its first file', (progress) => progress.export.come > 1],
    ...atStarts(3),
  ],
  [
    ['the import has begun', (progress) => progress.import.come > 0],
    ...atStarts(3, 4),
    ['one of both tables is restored', ({ fromBackup, atMoment }) => isDone(fromBackup) || isDone(atMoment)],
    ...atStarts(6),
    ['the export has two files', (progress) => progress.export.come > 2],
    ['half of the import is there', (progress) => progress.import.come > 800],
  ],
];

function atStarts(...writes: readonly number[]): readonly AtStart[] {
  return writes.map((some) => ({ writes: some }));
}

function isDone({ state }: Progress): boolean {
  return state === 'done';
}

function isOver(progress: AllProgress): boolean {
  return KINDS.every((kind) => isDone(progress[kind]));
}

const dataFolder = makeDataFolder();
after(() => rmSync(dataFolder, { recursive: true, force: true }));

test('kill -9 during backups, restores, exports and imports: they are done after the restart, and right', async (t) => {
  const kills = new TransferKills(t);
  await kills.run();
  await verifyNothingIsLeft(dataFolder);
  const checked = await virga('check', '--data', dataFolder);
  assert.equal(checked.code, 0, checked.printed);
  await sweep(dataFolder);
  const swept = await virga('check', '--data', dataFolder);
  assert.match(swept.printed, / \(0 without owner\)/, swept.printed);
});

class TransferKills {
  readonly #t: TestContext;
  readonly #source = new Source();
  readonly #sets: TransferJobs[] = [];
  /** How often each kind of work was under way when it was last looked at before a kill. */
  readonly #hits = new Map<Kind, number>();
  #cloud: RunningCloud | undefined;
  #clients: Clients | undefined;

  constructor(t: TestContext) {
    this.#t = t;
  }

  async run(): Promise<void> {
    try {
      await this.#runAll();
    } finally {
      this.#clients?.close();
      await this.#cloud?.stop();
    }
  }

  async #runAll(): Promise<void> {
    const clients = await this.#running();
    await this.#source.make(clients.dynamodb);
    const imported = await putObjects(clients.s3);
    const first: Backup = { arn: await backUp(clients), items: this.#source.copy() };
    let backup = first;
    for (const [set, moments] of KILLS.entries()) backup = await this.#runSet(set, moments, backup, imported);
    await this.#verifyEnd(first, backup);
    const hits = KINDS.map((kind) => this.#hits.get(kind) ?? 0);
    const each = KINDS.map((kind, at) => `${kind} ${hits[at]}`).join(', ');
    this.#t.diagnostic(
      `${KILLS.flat().length} kills and ${this.#source.changes} changes; under way when it was looked at before a kill: ${each}`,
    );
    assert.ok(hits.reduce((sum, some) => sum + some) >= KINDS.length, 'the kills met too little work to tell');
  }

  /** Resolves with the backup that it made. */
  async #runSet(
    set: number,
    moments: readonly (Moment | AtStart)[],
    from: Backup,
    imported: Imported,
  ): Promise<Backup> {
    const jobs = await this.#newJobs(set, from);
    this.#sets.push(jobs);
    for (const moment of moments) {
      if ('writes' in moment) await this.#killAtStart(moment);
      else await this.#killAt(jobs, moment);
    }
    const clients = await this.#running();
    await jobs.ask(clients);
    await until('all of it is done', async () => isOver(await jobs.progress(clients)), DEADLINE_MS);
    return await verifyJobs(clients, jobs, imported);
  }

  async #newJobs(set: number, from: Backup): Promise<TransferJobs> {
    const { dynamodb } = await this.#running();
    const earlier = { moment: await this.#source.moment(dynamodb), items: this.#source.copy() };
    await this.#source.change(dynamodb, CHANGES_BEFORE);
    const latest = { moment: undefined, items: this.#source.copy() };
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: SOURCE }));
    const [exported, restored] = set % 2 === 0 ? [earlier, latest] : [latest, earlier];
    return new TransferJobs({ set, tableArn: Table?.TableArn ?? '', from, now: latest.items, exported, restored });
  }

  /** The table is not written to before all that is asked for is there: what it must hold is known so. */
  async #killAt(jobs: TransferJobs, [what, isReached]: Moment): Promise<void> {
    const clients = await this.#running();
    let isKilled = false;
    const asking = jobs.ask(clients);
    const changing = (async () => {
      try {
        while (!isKilled && !(await jobs.isThere(clients))) await wait(10);
        if (!isKilled) await this.#source.change(clients.dynamodb);
      } catch (error) {
        if (!isKilled) throw error;
      }
    })();
    let progress: AllProgress | undefined;
    const watching = until(
      what,
      async () => {
        progress = await jobs.progress(clients);
        return isReached(progress) || isOver(progress);
      },
      DEADLINE_MS,
    );
    // What fails before the kill ends the test.
    await Promise.race([watching, Promise.all([asking, changing, watching])]);
    isKilled = true;
    jobs.expectFailures();
    this.#source.expectFailures();
    await this.#kill();
    await Promise.all([asking, changing]);
    for (const kind of KINDS) {
      if (progress?.[kind].state === 'running') this.#hits.set(kind, (this.#hits.get(kind) ?? 0) + 1);
    }
  }

  async #killAtStart({ writes }: AtStart): Promise<void> {
    await this.#kill();
    let child: ChildProcess | undefined;
    let hasEnded = false;
    const starting = start((spawned) => (child = spawned))
      .catch((error: unknown) => {
        if (error instanceof CloudEndedError && error.code === null) return undefined;
        throw error;
      })
      .finally(() => (hasEnded = true));
    const killed = (async () => {
      const times = new Set<number>();
      for (; !hasEnded && times.size <= writes; await wait(1)) times.add(writtenAtMs());
      child?.kill('SIGKILL');
    })();
    const [cloud] = await Promise.all([starting, killed]);
    await cloud?.kill();
  }

  async #verifyEnd(first: Backup, last: Backup): Promise<void> {
    const clients = await this.#running();
    const TargetTableName = 'restored-last';
    await clients.dynamodb.send(new RestoreTableFromBackupCommand({ BackupArn: last.arn, TargetTableName }));
    await until('the last backup is restored', async () => {
      const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: TargetTableName }));
      return Table?.TableStatus === 'ACTIVE';
    });
    await verifyTable(clients, TargetTableName, last.items);
    await verifyTable(clients, SOURCE, this.#source.copy());
    await verifyLists(clients, this.#sets, { tables: [TargetTableName], backups: [first.arn] });
  }

  /** Started where it was killed before. */
  async #running(): Promise<Clients> {
    if (this.#clients) return this.#clients;
    this.#cloud = await start();
    this.#clients = clientsOf(this.#cloud.environment());
    await this.#source.settle(this.#clients.dynamodb);
    return this.#clients;
  }

  async #kill(): Promise<void> {
    await this.#cloud?.kill();
    this.#clients?.close();
    [this.#cloud, this.#clients] = [undefined, undefined];
  }
}

function start(onSpawn?: (child: ChildProcess) => void): Promise<RunningCloud> {
  return startCloud({ dataFolder, flags: ['--isolation', 'process'], ...(onSpawn && { onSpawn }) });
}

/** Resolves once it is there: CreateBackup may answer before. */
async function backUp({ dynamodb }: Clients): Promise<string> {
  const made = await dynamodb.send(new CreateBackupCommand({ TableName: SOURCE, BackupName: 'first' }));
  const BackupArn = made.BackupDetails?.BackupArn ?? '';
  await until('the first backup is there', async () => {
    const { BackupDescription } = await dynamodb.send(new DescribeBackupCommand({ BackupArn }));
    return BackupDescription?.BackupDetails?.BackupStatus === 'AVAILABLE';
  });
  return BackupArn;
}

function writtenAtMs(): number {
  return statSync(path.join(dataFolder, 'state.sqlite-wal'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
