/** The process that logs-kill.test.ts kills: logs without end, and keeps each line that was acknowledged in a file. */
import { openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ensureGroup } from '../../src/services/logs/groups.ts';
import { ACCOUNT, openBench, REGION, START_MS } from '../../src/services/logs/logs.fixture.ts';

export const GROUP = '/aws/lambda/f';
export const ACKNOWLEDGED = 'acknowledged.txt';
const PLACE = { accountId: ACCOUNT, region: REGION };

if (import.meta.main) {
  const [folder = '', round = ''] = process.argv.slice(2);
  const bench = await openBench(folder);
  const group = await ensureGroup(bench.state, bench.ids, PLACE, GROUP, START_MS);
  const acknowledged = openSync(path.join(folder, ACKNOWLEDGED), 'a');
  writeSync(1, 'ready\n');

  /** As functions log: acknowledged when the spool has written it. */
  const runFunction = async (logStream: string): Promise<never> => {
    for (let at = 0; ; at += 3) {
      const messages = [at, at + 1, at + 2].map((each) => `${logStream} ${round}.${each}`);
      const events = messages.map((message) => ({ timestampMs: START_MS, message }));
      bench.logs.sink.write({ ...PLACE, logGroup: GROUP, logStream, roleArn: 'arn:aws:iam::0:role/r', events });
      await bench.spool.written();
      writeSync(acknowledged, `${messages.join('\n')}\n`);
      await setImmediate();
    }
  };

  /** As PutLogEvents: acknowledged when it is on disk. */
  const runClient = async (streamName: string): Promise<never> => {
    for (let at = 0; ; at++) {
      const message = `${streamName} ${round}.${at}`;
      const parts = [{ events: [{ timestampMs: START_MS, message }] }];
      await bench.appends.append({ group, streamName, ingestedMs: START_MS, create: true, parts });
      writeSync(acknowledged, `${message}\n`);
    }
  };

  await Promise.all([runFunction('f1'), runFunction('f2'), runClient('c1'), runClient('c2')]);
}
