/** Virtual MFA devices: finding them, their codes, and what STS asks: whether a code is that of a device of the caller's. */
import type { Principal } from '../../auth/principal.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import { findStep, stepAt } from '../../kit/totp.ts';
import type { Entry, Store } from '../../storage/store.ts';
import { MFA_RESYNC_STEPS_OFF, MFA_STEPS_OFF } from './limits.ts';
import { InvalidAuthenticationCodeException, NoSuchEntityException } from './model.ts';
import { change, type IamContext } from './parts.ts';
import { keys, type MfaDevice, mfaHolderRecord, mfaRecord } from './store.ts';

export const mfaSerial = (
  accountId: string,
  { path, name }: { readonly path: string; readonly name: string },
): string => `arn:aws:iam::${accountId}:mfa${path}${name}`;

/** Verbatim from AWS (public reports, 2026-11-24). */
export const noSuchDevice = (serial: string): Error =>
  new NoSuchEntityException(`VirtualMFADevice with serial number ${serial} does not exist.`);

export function decodeDevice(entry: Entry | undefined, serial: string): MfaDevice | undefined {
  const device = entry && mfaRecord.decode(entry.value);
  return device?.serial === serial ? device : undefined;
}

export const sealContext = (serial: string): string => `iam.mfa-device/${serial}`;

function seedOf(sealer: Sealer, { sealedSeed, serial }: MfaDevice): Uint8Array {
  return sealer.open(Buffer.from(sealedSeed, 'base64'), sealContext(serial));
}

/** Changes one in one commit. Throws NoSuchEntity. */
export async function changeDevice(
  ctx: IamContext,
  serial: string,
  edit: (device: MfaDevice) => MfaDevice,
): Promise<void> {
  const key = keys.mfa(ctx.accountId, serial);
  await change(ctx, [key], ([entry]) => {
    const device = decodeDevice(entry, serial);
    if (!device) throw noSuchDevice(serial);
    return { changes: { sets: [{ key, value: mfaRecord.encode(edit(device)) }] }, result: undefined };
  });
}

/** The device after two codes in a row, which say how far its clock is off. Throws InvalidAuthenticationCode. */
export function synchronized(
  sealer: Sealer,
  device: MfaDevice,
  [first, second]: readonly [string, string],
  nowMs: number,
): MfaDevice {
  const now = stepAt(nowMs);
  const seed = seedOf(sealer, device);
  const from = Math.max(device.lastStep + 1, now - MFA_RESYNC_STEPS_OFF);
  for (let step = from; step < now + MFA_RESYNC_STEPS_OFF; step++) {
    const isFirst = findStep(seed, first, step, step) !== undefined;
    if (!isFirst || findStep(seed, second, step + 1, step + 1) === undefined) continue;
    return { ...device, driftSteps: step + 1 - now, lastStep: step + 1 };
  }
  throw new InvalidAuthenticationCodeException('Authentication code for device is not valid.');
}

/** The device after one code; undefined where it is not one of now, or was used before. */
export function withCodeUsed(sealer: Sealer, device: MfaDevice, code: string, nowMs: number): MfaDevice | undefined {
  const expected = stepAt(nowMs) + device.driftSteps;
  const from = Math.max(device.lastStep + 1, expected - MFA_STEPS_OFF);
  const step = findStep(seedOf(sealer, device), code, from, expected + MFA_STEPS_OFF);
  return step === undefined ? undefined : { ...device, lastStep: step, driftSteps: step - stepAt(nowMs) };
}

export type MfaAnswer = 'right' | 'wrong code' | 'no such device';

/** What STS asks. */
export class MfaCodes {
  readonly #parts: { readonly store: Store; readonly sealer: Sealer; readonly clock: Clock; readonly ids: Ids };

  constructor(parts: { readonly store: Store; readonly sealer: Sealer; readonly clock: Clock; readonly ids: Ids }) {
    this.#parts = parts;
  }

  /** A code that is right is used up with the answer, in one commit: of two that come with it one is right. */
  use({ kind, accountId, userName }: Principal, serial: string, code: string): Promise<MfaAnswer> {
    const { store, sealer, clock, ids } = this.#parts;
    const key = keys.mfa(accountId, serial);
    return store.transact(ids.uuid(), [key, keys.mfaHolder(accountId, serial)], ([entry, holderEntry]) => {
      const device = decodeDevice(entry, serial);
      const holder = holderEntry && mfaHolderRecord.decode(holderEntry.value);
      const isOwn = kind === 'user' && holder !== undefined && holder.userName === userName;
      if (!device || !isOwn) return { result: 'no such device' as const };
      const used = withCodeUsed(sealer, device, code, clock.nowMs());
      if (!used) return { result: 'wrong code' as const };
      return { changes: { sets: [{ key, value: mfaRecord.encode(used) }] }, result: 'right' as const };
    });
  }
}
