import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates, parseHierarchies } from './hierarchies.ts';

test('cgroup v1 with a unified hierarchy beside it', () => {
  const { v1, unified, own } = parseHierarchies(
    '31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw\n32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n',
    '4:memory:/user.slice\n1:cpu,cpuacct:/a:b\n0::/x\n',
  );
  assert.equal(v1.get('cpu'), '/sys/fs/cgroup/cpu,cpuacct');
  assert.equal(v1.get('memory'), '/sys/fs/cgroup/memory');
  assert.equal(v1.has('pids'), false);
  assert.equal(unified, '/sys/fs/cgroup/unified');
  assert.deepEqual([own.get('memory'), own.get('cpuacct'), own.get('')], ['/user.slice', '/a:b', '/x']);
});

test('cgroup v2 alone', () => {
  const found = parseHierarchies(
    '25 30 0:22 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n',
    '0::/user.slice/u.scope\n',
  );
  assert.equal(found.v1.size, 0);
  assert.equal(found.unified, '/sys/fs/cgroup');
});

test('root goes to the top first, others to their own group only', () => {
  assert.deepEqual(candidates('/c', '/a.scope', true), ['/c', '/c/a.scope']);
  assert.deepEqual(candidates('/c', '/', true), ['/c', '/c/']);
  assert.deepEqual(candidates('/c', '/a.scope', false), ['/c/a.scope']);
  assert.deepEqual(candidates('/c', '/../other', false), []);
  assert.deepEqual(candidates('/c', undefined, false), []);
});
