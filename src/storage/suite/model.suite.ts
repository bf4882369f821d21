/** A property test: a store that gets random commits and reads answers as an ordered list in memory would. */
import assert from 'node:assert/strict';
import { encodeKey } from '../key.ts';
import { type Changes, ConflictError, type Key, type RangeRequest, type Store } from '../store.ts';
import type { SuiteStore } from './tools.suite.ts';

const ROUNDS = 60;
const COMMITS_A_ROUND = 12;
const READS_A_ROUND = 6;

interface Held {
  readonly key: Key;
  readonly value: string;
  readonly version: number;
}

/** The Store's semantics in their simplest form. */
class Model {
  readonly #entries = new Map<string, Held>();
  readonly #heads = new Map<string, bigint>();

  get(key: Key): Held | undefined {
    return this.#entries.get(textOf(key));
  }

  isConflict({ checks = [] }: Changes): boolean {
    return checks.some(({ key, version }) => (this.get(key)?.version ?? null) !== version);
  }

  apply(changes: Changes, version: number): bigint[] {
    for (const key of changes.deletes ?? []) this.#entries.delete(textOf(key));
    for (const { key, value } of changes.sets ?? []) this.#put(key, Buffer.from(value).toString('hex'), version);
    for (const { key, delta } of changes.adds ?? []) {
      const counter = Buffer.alloc(8);
      const before = Buffer.from(this.get(key)?.value ?? '0'.repeat(16), 'hex').readBigInt64BE();
      counter.writeBigInt64BE(before + delta);
      this.#put(key, counter.toString('hex'), version);
    }
    return (changes.appends ?? []).map(({ stream, value }) => {
      const number = (this.#heads.get(textOf(stream)) ?? 0n) + 1n;
      this.#heads.set(textOf(stream), number);
      this.#put([...stream, number], Buffer.from(value).toString('hex'), version);
      return number;
    });
  }

  range(request: RangeRequest): readonly Held[] {
    const { after, reverse = false, limit } = request;
    const found = [...this.#entries.values()].filter(({ key }) => {
      if (after && compare(key, after) * (reverse ? -1 : 1) <= 0) return false;
      if ('prefix' in request) return key.length > request.prefix.length && startsWith(key, request.prefix);
      return compare(key, request.start) >= 0 && compare(key, request.end) < 0;
    });
    const sorted = found.toSorted((left, right) => compare(left.key, right.key) * (reverse ? -1 : 1));
    return sorted.slice(0, limit);
  }

  #put(key: Key, value: string, version: number): void {
    this.#entries.set(textOf(key), { key, value, version });
  }
}

export async function checkAgainstModel(open: () => Promise<SuiteStore>): Promise<void> {
  const seed = Number(process.env['VIRGA_SEED'] ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  await using suite = await open();
  let { store } = suite;
  const model = new Model();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await commitSome(store, model, random, round);
      for (let read = 0; read < READS_A_ROUND; read++) await readSome(store, model, random);
      if (random(20) === 0) store = await (random(2) === 0 ? suite.reopen() : suite.crash());
    }
  } catch (error) {
    throw new Error(`With VIRGA_SEED=${seed}`, { cause: error });
  }
}

/** Sent at once, so that they share groups; the versions tell in which order they were done. */
async function commitSome(store: Store, model: Model, random: Random, round: number): Promise<void> {
  const sent = Array.from({ length: 1 + random(COMMITS_A_ROUND) }, () => randomChanges(model, random));
  const outcomes = await Promise.all(
    sent.map((changes, at) =>
      store.commit({ id: `${round}-${at}`, ...changes }).catch((error: unknown) => {
        if (error instanceof ConflictError) return undefined;
        throw error;
      }),
    ),
  );
  // In one process commits are done in the order of sending, so the model can judge each as it goes.
  for (const [at, changes] of sent.entries()) {
    const outcome = outcomes[at];
    assert.equal(outcome === undefined, model.isConflict(changes), 'conflicts');
    if (outcome) assert.deepEqual(outcome.appended, model.apply(changes, outcome.version), 'appended numbers');
  }
}

async function readSome(store: Store, model: Model, random: Random): Promise<void> {
  const key = randomKey(random);
  assert.deepEqual(held(await store.get(key)), model.get(key));
  const bounds = random(2) === 0 ? { prefix: key.slice(0, 1 + random(key.length)) } : boundsOf(random);
  const after = random(2) === 0 ? { after: randomKey(random) } : {};
  const request: RangeRequest = { ...bounds, ...after, limit: 1 + random(30), reverse: random(2) === 0 };
  const page = await store.range(request);
  assert.deepEqual(page.entries.map(held), model.range(request), 'a page');
  const rest = model.range({ ...request, limit: request.limit + 1 });
  assert.equal(page.next !== undefined, rest.length > request.limit, 'whether more follows');
}

function boundsOf(random: Random): { start: Key; end: Key } {
  return { start: randomKey(random), end: randomKey(random) };
}

function held(entry: Awaited<ReturnType<Store['get']>>): Held | undefined {
  return entry && { ...entry, value: Buffer.from(entry.value).toString('hex') };
}

function randomChanges(model: Model, random: Random): Changes {
  const written = new Set<string>();
  const fresh = (make: () => Key): Key[] => {
    const keys = Array.from({ length: random(4) }, make).filter((key) => !written.has(textOf(key)));
    const unique = [...new Map(keys.map((key) => [textOf(key), key])).values()];
    for (const key of unique) written.add(textOf(key));
    return unique;
  };
  const value = (): Uint8Array => Uint8Array.from({ length: random(40) }, () => random(256));
  const checks = Array.from({ length: random(3) }, () => {
    const key = randomKey(random);
    const seen = model.get(key)?.version ?? null;
    return { key, version: random(8) === 0 ? (seen ?? 0) + 1 : seen };
  });
  return {
    checks,
    sets: fresh(() => randomKey(random)).map((key) => ({ key, value: value() })),
    deletes: fresh(() => randomKey(random)),
    adds: fresh(() => ['global', 'counter', BigInt(random(3))]).map((key) => ({ key, delta: BigInt(random(99) - 50) })),
    appends: Array.from({ length: random(3) }, () => ({
      stream: ['global', 'stream', BigInt(random(3))],
      value: value(),
    })),
  };
}

const PARTS = [
  '',
  'a',
  'ab',
  'b',
  '\u0000',
  -1n,
  0n,
  7n,
  Uint8Array.of(),
  Uint8Array.of(0),
  Uint8Array.of(255),
] as const;

function randomKey(random: Random): Key {
  return ['global', 'data', ...Array.from({ length: random(3) }, () => PARTS[random(PARTS.length)] ?? '')];
}

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

/** The encoding has its own test; here it only names and orders keys. */
const textOf = (key: Key): string => Buffer.from(encodeKey(key)).toString('latin1');
const compare = (left: Key, right: Key): number => Buffer.compare(encodeKey(left), encodeKey(right));
const startsWith = (key: Key, prefix: Key): boolean => compare(key.slice(0, prefix.length), prefix) === 0;
