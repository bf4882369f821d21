/**
 * S3 and DynamoDB beside servers of the same APIs, in the same run and interleaved: items, objects and lists, by 1 and by
 * 32 clients, over raw sockets with requests that were signed before.
 */
import { type RunningCloud, startCloud } from '../test/cloud.ts';
import { ITEM_WORKLOADS, prepareTable } from './data/items.ts';
import { prepareBucket, OBJECT_WORKLOADS } from './data/objects.ts';
import { type Server, startPeer } from './data/peers.ts';
import { plainFileServer } from './data/plain-file-server.ts';
import { Signer } from './data/signer.ts';
import { type Workload } from './data/workload.ts';
import { type Load, load, percentile } from './http-load.ts';
import { median, spread } from './table.ts';

const ROUNDS = 3;
const CLIENTS = [1, 32] as const;
const SECONDS = 1.5;
/** Of every server, before anything is measured: some ten thousand requests until a compiler has settled. */
const WARM_UP_ROUNDS = 5;
/** Slow servers and large objects are asked fewer times than this. */
const REQUESTS_MAX = 12_000;
const OWN = 'virga';

interface Subject {
  readonly server: Server;
  readonly signer: Signer;
}

export async function run(print: (line: string) => void): Promise<void> {
  await using cloud = await startCloud();
  const virga = asServer(cloud);
  const dynalite = [await startPeer('dynalite, memory', print), await startPeer('dynalite, disk', print)];
  const s3rver = await startPeer('s3rver', print);
  const moto = await startPeer('moto server', print);
  const file = await plainFileServer(print);
  const started = [virga, ...dynalite, s3rver, moto, file].filter((server) => server !== undefined);
  try {
    for (const { name, keeps } of started) print(`${name}: ${keeps}`);
    print(`${ROUNDS} rounds after one that does not count, interleaved; median (minimum to maximum)`);
    await compare(ITEM_WORKLOADS, [virga, ...dynalite, moto].map(subjectOf), prepareTable, print);
    await compare(OBJECT_WORKLOADS, [virga, s3rver, moto, file].map(subjectOf), prepareBucket, print);
  } finally {
    for (const server of started) server.stop();
  }
}

function asServer(cloud: RunningCloud): Server {
  const environment = cloud.environment();
  return {
    name: OWN,
    port: Number(new URL(cloud.url).port),
    keeps: 'synced before each answer, encrypted, every call signed and authorized',
    keys: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    stop: () => undefined,
  };
}

function subjectOf(server: Server | undefined): Subject | undefined {
  return server && { server, signer: new Signer(server) };
}

async function compare(
  workloads: readonly Workload[],
  candidates: readonly (Subject | undefined)[],
  prepare: (server: Server) => Promise<void>,
  print: (line: string) => void,
): Promise<void> {
  const subjects = candidates.filter((subject) => subject !== undefined);
  for (const { server } of subjects) await prepare(server);
  for (const subject of subjects) await warmUp(workloads, subject);
  for (const workload of workloads) {
    const able = subjects.filter(({ server }) => !workload.lacking.includes(server.name));
    for (const clients of CLIENTS) {
      if (clients > (workload.clientsMax ?? Infinity)) continue;
      await compareOne(workload, able, clients, print);
    }
  }
}

/** By the first two workloads, which write and read. */
async function warmUp(workloads: readonly Workload[], subject: Subject): Promise<void> {
  for (const workload of workloads.slice(0, 2)) {
    if (workload.lacking.includes(subject.server.name)) continue;
    for (let round = 1; round <= WARM_UP_ROUNDS; round++) await loadOf(workload, subject, Math.max(...CLIENTS), -round);
  }
}

async function compareOne(
  workload: Workload,
  subjects: readonly Subject[],
  clients: number,
  print: (line: string) => void,
): Promise<void> {
  const loads = new Map<Subject, Load[]>(subjects.map((subject) => [subject, []]));
  print('');
  print(`${workload.name}, ${clients} ${clients === 1 ? 'client' : 'clients'}`);
  // The first one compiles: it does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [subject, some] of loads) {
      try {
        const done = await loadOf(workload, subject, clients, round);
        if (round > 0) some.push(done);
      } catch (error) {
        // Not every server stands it.
        print(`  ${subject.server.name} gave up: ${(error as Error).message.split('\n', 1)[0]}`);
        loads.delete(subject);
      }
    }
  }
  printLoads(loads, workload.goals[clients], print);
}

function loadOf(workload: Workload, { server, signer }: Subject, clients: number, round: number): Promise<Load> {
  const requests = Math.min(workload.requestsMax ?? REQUESTS_MAX, REQUESTS_MAX);
  const request = workload.requests(signer, requests, `${round}-${clients}`);
  return load({ port: server.port, request, clients, requests, seconds: SECONDS });
}

function printLoads(
  loads: ReadonlyMap<Subject, readonly Load[]>,
  goal: string | undefined,
  print: (line: string) => void,
): void {
  const rateOf = (some: readonly Load[]): number[] => some.map((one) => one.requestsPerSecond);
  for (const [{ server }, some] of loads) {
    const p50 = some.map(({ latenciesMs }) => percentile(latenciesMs, 0.5));
    const p99 = some.map(({ latenciesMs }) => percentile(latenciesMs, 0.99));
    print(
      `  ${server.name.padEnd(18)} a second ${spread(rateOf(some), median(rateOf(some)) < 10 ? 2 : 0).padEnd(26)} p50 ms ${spread(p50).padEnd(24)} p99 ms ${spread(p99)}`,
    );
  }
  const [first, ...others] = [...loads];
  if (first?.[0].server.name !== OWN) return;
  const own = median(rateOf(first[1]));
  const ratios = others.map(([{ server }, some]) => `${(own / median(rateOf(some))).toFixed(2)} x ${server.name}`);
  if (ratios.length > 0) print(`  ${OWN} is ${ratios.join(', ')}${goal === undefined ? '' : `; goal: ${goal}`}`);
}
