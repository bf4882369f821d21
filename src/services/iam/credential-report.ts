/** The credential report: a CSV of the users, root first, as "Get credential reports for your AWS account" has it (2026-11-24). */
import { inflateRawSync, deflateRawSync } from 'node:zlib';
import { pageOfHolders } from './holder-pages.ts';
import { CREDENTIAL_REPORT_MS, REPORT_BYTES_MAX, USERS_PAGE } from './limits.ts';
import { entityArn, rootArn } from './names.ts';
import type { IamContext } from './parts.ts';
import { settingsOf } from './settings.ts';
import {
  type AccessKey,
  accountRecord,
  type CredentialReport,
  credentialReportRecord,
  keys,
  type PasswordPolicyRecord,
  type User,
} from './store.ts';

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];
const NO_CERTIFICATES = ['false', 'N/A', 'false', 'N/A'];

/** Undefined where none was ever made. */
export async function findReport(ctx: IamContext): Promise<CredentialReport | undefined> {
  const entry = await ctx.store.get(keys.credentialReport(ctx.accountId));
  return entry && credentialReportRecord.decode(entry.value);
}

export function isFresh(ctx: IamContext, { generatedAtMs }: CredentialReport): boolean {
  return ctx.clock.nowMs() - generatedAtMs < CREDENTIAL_REPORT_MS;
}

export async function makeReport(ctx: IamContext): Promise<CredentialReport> {
  const { passwordPolicy } = await settingsOf(ctx.store, ctx.accountId);
  const lines = [COLUMNS.join(','), await rootLine(ctx)];
  let marker: { readonly Marker?: string } = {};
  for (;;) {
    const { items, Marker } = await pageOfHolders(ctx, 'user', { MaxItems: USERS_PAGE, ...marker });
    lines.push(...(await Promise.all(items.map((user) => userLine(ctx, user, passwordPolicy)))));
    if (Marker === undefined) break;
    marker = { Marker };
  }
  const packed = deflateRawSync(lines.join('\n')).toString('base64');
  return { generatedAtMs: ctx.clock.nowMs(), packed };
}

export function reportText({ packed }: CredentialReport): Uint8Array {
  return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: REPORT_BYTES_MAX });
}

async function rootLine(ctx: IamContext): Promise<string> {
  const { accountId } = ctx;
  const entry = await ctx.store.get(keys.account(accountId));
  const account = entry && accountRecord.decode(entry.value);
  const created = time(account?.createdAtMs);
  const about = ['<root_account>', rootArn(accountId), created, 'not_supported', 'no_information'];
  const accessKeys = await keyColumns(ctx, account?.accessKeys ?? []);
  return [...about, 'not_supported', 'not_supported', 'false', ...accessKeys, ...NO_CERTIFICATES].join(',');
}

/** Names need no quotation: they have no commas. */
async function userLine(ctx: IamContext, user: User, policy: PasswordPolicyRecord | undefined): Promise<string> {
  const { password } = user;
  const days = policy?.maxAgeDays;
  const next = password && days !== undefined ? time(password.changedAtMs + days * 86_400_000) : 'N/A';
  const about = [user.name, entityArn(ctx.accountId, 'user', user), time(user.createdAtMs)];
  // Nobody signs in with a password here: there is none that was used.
  const passwords = password
    ? ['true', 'no_information', time(password.changedAtMs), next]
    : ['false', 'N/A', 'N/A', 'N/A'];
  const mfa = String((user.mfaDevices ?? []).length > 0);
  return [...about, ...passwords, mfa, ...(await keyColumns(ctx, user.accessKeys)), ...NO_CERTIFICATES].join(',');
}

async function keyColumns(ctx: IamContext, accessKeys: readonly AccessKey[]): Promise<readonly string[]> {
  const columns = [0, 1].map(async (at): Promise<readonly string[]> => {
    const key = accessKeys[at];
    if (!key) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
    const use = await ctx.parts.keyUses.lastUse(key.id);
    const used = use ? [time(use.atMs), use.region, use.service] : ['N/A', 'N/A', 'N/A'];
    return [String(key.status === 'Active'), time(key.createdAtMs), ...used];
  });
  return (await Promise.all(columns)).flat();
}

/** `2026-11-24T04:00:00+00:00` */
function time(ms: number | undefined): string {
  return ms === undefined ? 'N/A' : new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+00:00');
}
