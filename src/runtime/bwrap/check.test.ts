import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainRefusal } from './check.ts';
import { findPackageManager, installAdvice, PACKAGE_MANAGERS } from './install.ts';

const NOTHING = {
  appArmorRestricts: undefined,
  unprivilegedClone: undefined,
  maxUserNamespaces: undefined,
  complaint: 'No.',
};

for (const [name, facts, expected] of [
  [
    'Ubuntu 24.04',
    { ...NOTHING, appArmorRestricts: '1' },
    /sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0/,
  ],
  ['old Debian', { ...NOTHING, unprivilegedClone: '0' }, /sudo sysctl -w kernel.unprivileged_userns_clone=1/],
  ['hardened', { ...NOTHING, maxUserNamespaces: '0' }, /sudo sysctl -w user.max_user_namespaces=10000/],
  ['container', { ...NOTHING, maxUserNamespaces: '96364' }, /in a container: start it with --privileged.*No\.$/],
] as const) {
  test(`${name}: one line that says what to change`, () => {
    const line = explainRefusal(facts);
    assert.match(line, expected);
    assert.ok(!line.includes('\n'));
  });
}

test('the package manager is looked for on the PATH', () => {
  assert.equal(findPackageManager('/nowhere:/none'), undefined);
  assert.match(installAdvice(undefined), /package manager|sudo/);
  const apt = PACKAGE_MANAGERS.find((manager) => manager.program === 'apt-get');
  assert.equal(installAdvice(apt), 'run: sudo apt-get install -y --no-install-recommends bubblewrap');
});
