import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, openBench } from '../iam.fixture.ts';
import type { IamContext } from '../parts.ts';
import { createVirtualMfaDevice } from './create-virtual-mfa-device.ts';
import { deleteVirtualMfaDevice } from './delete-virtual-mfa-device.ts';
import { listMfaDeviceTags } from './list-mfa-device-tags.ts';
import { listVirtualMfaDevices } from './list-virtual-mfa-devices.ts';
import { tagMfaDevice } from './tag-mfa-device.ts';
import { untagMfaDevice } from './untag-mfa-device.ts';

// What a device is good for is told in src/services/sts/mfa.test.ts.
test('devices that nobody has: made, tagged, listed, deleted', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  const SerialNumber = `arn:aws:iam::${ACCOUNT}:mfa/keys/phone`;
  const input = { VirtualMFADeviceName: 'phone', Path: '/keys/', Tags: [{ Key: 'a', Value: '1' }] };
  const { VirtualMFADevice } = await createVirtualMfaDevice(ctx(), input);
  assert.equal(VirtualMFADevice.SerialNumber, SerialNumber);
  assert.match(Buffer.from(VirtualMFADevice.Base32StringSeed ?? []).toString(), /^[A-Z2-7]{64}$/);
  await assert.rejects(createVirtualMfaDevice(ctx(), input), {
    message: 'MFADevice entity at the same path and name already exists.',
  });
  await tagMfaDevice(ctx(), { SerialNumber, Tags: [{ Key: 'b', Value: '2' }] });
  await untagMfaDevice(ctx(), { SerialNumber, TagKeys: ['a'] });
  assert.deepEqual((await listMfaDeviceTags(ctx(), { SerialNumber })).Tags, [{ Key: 'b', Value: '2' }]);
  const { VirtualMFADevices } = await listVirtualMfaDevices(ctx(), { AssignmentStatus: 'Unassigned' });
  assert.deepEqual(VirtualMFADevices, [{ SerialNumber }]);
  await deleteVirtualMfaDevice(ctx(), { SerialNumber });
  await assert.rejects(deleteVirtualMfaDevice(ctx(), { SerialNumber }), {
    message: `VirtualMFADevice with serial number ${SerialNumber} does not exist.`,
  });
});

test('a name whose serial number no operation could take is refused', async () => {
  await using bench = await openBench();
  const longest = 256 - `arn:aws:iam::${ACCOUNT}:mfa/`.length;
  await createVirtualMfaDevice(bench.context(), { VirtualMFADeviceName: 'a'.repeat(longest) });
  for (const length of [longest + 1, 4_096]) {
    await assert.rejects(createVirtualMfaDevice(bench.context(), { VirtualMFADeviceName: 'a'.repeat(length) }), {
      code: 'ValidationError',
      message: `1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    });
  }
});
