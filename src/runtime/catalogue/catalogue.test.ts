/** Which interpreter stands in for which, and how what is not there is named. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { systemClock as clock } from '../../kit/clock.ts';
import { silentLog as log } from '../../kit/log.ts';
import { Catalogue } from './catalogue.ts';
import { findPythons, type Python } from './find-pythons.ts';

const dataFolder = mkdtempSync(path.join(tmpdir(), 'virga-catalogue-'));
after(() => rmSync(dataFolder, { recursive: true, force: true }));
const machine = await findPythons();
const [newest] = [...machine.values()].toSorted((a, b) => Number(b.version.slice(2)) - Number(a.version.slice(2)));

function only(...pythons: readonly Python[]): ReadonlyMap<string, Python> {
  return new Map(pythons.map((python) => [python.version, python]));
}

test('the nearest newer Python stands in, and says so', { skip: !newest }, async () => {
  assert.ok(newest);
  const catalogue = await Catalogue.open({ dataFolder, clock, log, pythons: only(newest) });
  const status = catalogue.status();
  assert.equal(status[`python${newest.version}`], `Python ${newest.version}`);
  assert.equal(status['python3.9'], newest.version === '3.9' ? 'Python 3.9' : `Python ${newest.version} stands in`);
  const supply = await catalogue.supply('python3.9');
  const said = newest.version === '3.9' ? '' : String.raw` \(this machine has no Python 3\.9\)`;
  assert.match(supply.versionLabel, new RegExp(String.raw`^python:3\.9\.v3\.\d+\.\d+${said}$`));
  assert.equal(catalogue.status()['python3.9'], supply.versionLabel);
});

test('an older Python stands in for nothing', async () => {
  const old: Python = { version: '3.10', prefix: '/nowhere', program: 'bin/python3.10' };
  const catalogue = await Catalogue.open({ dataFolder, clock, log, pythons: only(old) });
  assert.equal(
    catalogue.unavailable('python3.12'),
    'The runtime python3.12 is not available here: this machine has no Python 3.12 and no newer one. ' +
      'Available: nodejs22.x, nodejs24.x, python3.9, python3.10, provided.al2023, provided.al2.',
  );
  assert.match(
    catalogue.unavailable('python3.14') ?? '',
    /^The runtime python3\.14 is not available here: this machine has no Python 3\.14 and no newer one\. Available: /,
  );
  assert.equal(catalogue.unavailable('python3.9'), undefined);
});

test('interpreters are found by what they are, not by their name', async () => {
  for (const python of machine.values()) {
    assert.ok(path.isAbsolute(python.prefix), python.prefix);
    assert.ok(!python.prefix.includes('shims'), python.prefix);
  }
});
