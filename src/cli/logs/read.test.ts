import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../kit/user-error.ts';
import { type LogsCall, type ReadEvent, type ReadRequest, readLogs } from './read.ts';

const NOW_MS = Date.UTC(2026, 10, 24);

class AnswerError extends UserError {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A log group that is asked like FilterLogEvents, in pages of two; the test changes it between the rounds. */
class Group {
  readonly events: ReadEvent[] = [];
  readonly asked: { logGroupName: string; startTime: number; nextToken?: string }[] = [];
  failures: Error[] = [];
  #count = 0;

  write(agoMs: number, message: string): void {
    this.events.push({ eventId: `${this.#count++}`, timestamp: NOW_MS - agoMs, message });
  }

  readonly call: LogsCall = (operation, input) => {
    assert.equal(operation, 'FilterLogEvents');
    const asked = input as (typeof this.asked)[number];
    this.asked.push(asked);
    const failure = this.failures.shift();
    if (failure) return Promise.reject(failure);
    if (asked.logGroupName !== '/aws/lambda/f') return Promise.reject(new AnswerError('ResourceNotFoundException'));
    const at = Number(asked.nextToken ?? 0);
    const found = this.events
      .filter((event) => event.timestamp >= asked.startTime)
      .toSorted((a, b) => a.timestamp - b.timestamp);
    const more = at + 2 < found.length ? { nextToken: `${at + 2}` } : {};
    return Promise.resolve({ events: found.slice(at, at + 2), ...more });
  };
}

/** Reads for some rounds; `between` runs in each pause, and the last ends the reading. */
async function read(group: Group, between: readonly (() => void)[] = [], more: Partial<ReadRequest> = {}) {
  const stop = new AbortController();
  const waits: string[] = [];
  const steps = [...between];
  const messages: string[] = [];
  for await (const event of readLogs({
    call: group.call,
    groups: ['/aws/lambda/f'],
    fromMs: NOW_MS - 600_000,
    follow: between.length > 0,
    nowMs: () => NOW_MS,
    pause: () => {
      steps.shift()?.();
      if (steps.length === 0) stop.abort();
      return Promise.resolve();
    },
    signal: stop.signal,
    waiting: (why) => waits.push(why),
    ...more,
  })) {
    messages.push(event.message);
  }
  return { messages, waits };
}

test('all pages are read once, and reading ends', async () => {
  const group = new Group();
  for (let at = 5; at > 0; at--) group.write(at * 1000, `${at}`);
  group.write(700_000, 'too old');
  assert.deepEqual((await read(group)).messages, ['5', '4', '3', '2', '1']);
});

test('following shows each event once, those that come late too', async () => {
  const group = new Group();
  group.write(10_000, 'one');
  const { messages } = await read(group, [
    () => group.write(2_000, 'two'),
    () => {
      group.write(4_000, 'late');
      group.write(1_000, 'three');
    },
    () => {},
    () => {},
  ]);
  assert.deepEqual(messages, ['one', 'two', 'late', 'three']);
});

test('an event from the future does not hide those that come before it', async () => {
  const group = new Group();
  group.write(-3_600_000, 'future');
  const { messages } = await read(group, [() => group.write(0, 'now'), () => {}, () => {}]);
  assert.deepEqual(messages, ['future', 'now']);
});

test('following outlasts a cloud that is away, and says so once', async () => {
  const group = new Group();
  group.write(3_000, 'one');
  const away = (): Error => new UserError('no answer from the cloud');
  const { messages, waits } = await read(group, [
    () => group.failures.push(away(), away(), away()),
    () => {},
    () => {},
    () => group.write(1_000, 'two'),
    () => {},
    () => {},
  ]);
  assert.deepEqual(messages, ['one', 'two']);
  assert.deepEqual(waits, ['no answer from the cloud']);
});

test('following waits for a group that is not there yet, under any of its names', async () => {
  const group = new Group();
  group.write(1_000, 'one');
  const found = await read(group, [() => {}, () => {}], { groups: ['/other', '/aws/lambda/f'] });
  assert.deepEqual(found, { messages: ['one'], waits: [] });
  const missing = await read(group, [() => {}, () => {}], { groups: ['/other', 'other'] });
  assert.deepEqual(missing.messages, []);
  assert.match(missing.waits.join(), /^there is no log group \/other or other: /);
});

test('what does not pass by itself ends it', async () => {
  const group = new Group();
  group.failures.push(new AnswerError('AccessDeniedException'));
  await assert.rejects(read(group, [() => {}]), { code: 'AccessDeniedException' });
  await assert.rejects(read(group, [], { groups: ['/other'] }), { code: 'ResourceNotFoundException' });
});
