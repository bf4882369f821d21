/**
 * One request as a line of an access log.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html (2026-11-28)
 */
import type { AnsweredRequest } from '../../service.ts';
import { canonicalUserId } from '../buckets.ts';
import type { BucketRecord } from '../store.ts';
import { operationField } from './operation-names.ts';

const NONE = '-';

/** With its line feed. `timeMs`: when the request came. */
export function accessLine({ accountId, name }: BucketRecord, access: AnsweredRequest, timeMs: number): string {
  const { headers, answered, tls } = access;
  const fields = [
    canonicalUserId(accountId),
    name,
    `[${timeField(timeMs)}]`,
    plain(access.sourceIp),
    requester(access),
    access.requestId,
    operationField(access),
    access.key === undefined ? NONE : plain(encodeURI(access.key.toWellFormed())),
    quoted(`${access.method} ${withoutSecrets(access.target)} HTTP/${access.httpVersion}`),
    String(access.status),
    plain(access.errorCode),
    bytes(bytesSent(access)),
    bytes(objectSize(access)),
    String(Math.round(access.totalMs)),
    access.key !== undefined && access.status < 300 ? String(Math.round(access.turnaroundMs)) : NONE,
    quoted(headers['referer']),
    quoted(headers['user-agent']),
    plain(answered['x-amz-version-id'] ?? versionAsked(access)),
    plain(answered['x-amz-id-2']),
    access.signatureVersion === undefined ? NONE : access.signatureVersion === 'AWS' ? 'SigV2' : 'SigV4',
    plain(tls?.cipher),
    access.authType === undefined ? NONE : access.authType === 'REST-QUERY-STRING' ? 'QueryString' : 'AuthHeader',
    plain(headers['host']),
    plain(tls?.version),
    // Neither access points nor whether a list of grants was needed.
    NONE,
    NONE,
  ];
  return `${fields.join(' ')}\n`;
}

/** `06/Feb/2019:00:00:38 +0000`. */
function timeField(timeMs: number): string {
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(timeMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function requester({ principal }: AnsweredRequest): string {
  if (!principal || principal.kind === 'anonymous') return NONE;
  return plain(principal.kind === 'root' ? canonicalUserId(principal.accountId) : principal.arn);
}

function bytesSent({ method, answered }: AnsweredRequest): number | undefined {
  return method === 'HEAD' ? undefined : lengthIn(answered['content-length']);
}

/** "The total size of the object in question". */
function objectSize({ operation = '', status, headers, answered }: AnsweredRequest): number | undefined {
  if (status >= 300) return undefined;
  if (operation === 'PutObject' || operation === 'UploadPart') {
    return lengthIn(headers['x-amz-decoded-content-length'] ?? headers['content-length']);
  }
  if (operation !== 'GetObject' && operation !== 'HeadObject') return undefined;
  return lengthIn(/\/(\d+)$/.exec(answered['content-range'] ?? '')?.[1] ?? answered['content-length']);
}

function versionAsked({ target }: AnsweredRequest): string | undefined {
  return /[?&]versionId=([^&]*)/.exec(target)?.[1];
}

function lengthIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** "or "-" if zero" */
function bytes(count: number | undefined): string {
  return count ? String(count) : NONE;
}

/** The signature and the token of a presigned URL let in whoever reads them, as long as it is good. */
function withoutSecrets(target: string): string {
  return target.replaceAll(SECRETS, '$1REDACTED');
}

const SECRETS = /([?&](?:X-Amz-Signature|X-Amz-Security-Token|Signature)=)[^&]*/gi;

/** Whoever sends a request must not be able to write lines or fields of his own. */
function plain(text: string | undefined): string {
  return text ? text.replaceAll(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character.toWellFormed())) : NONE;
}

function quoted(text: string | undefined): string {
  const inner = text?.replaceAll(/[^\x20-\x7e]|"/g, (character) => encodeURIComponent(character.toWellFormed()));
  return `"${inner || NONE}"`;
}
