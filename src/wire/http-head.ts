/** What node lets through in a head and we do not. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WireError } from './error.ts';
import { HEADER_COUNT_MAX } from './limits.ts';

/** Of these node keeps the first and drops the others silently: what was signed must be what is read. */
const SINGLE = new Set([
  'authorization',
  'content-encoding',
  'content-type',
  'expect',
  'host',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
]);

export function checkHead({ rawHeaders, headers, httpVersion }: IncomingMessage, res: ServerResponse): void {
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && !/^chunked$/i.test(coding)) {
    // A proxy in front may see the end of the body elsewhere.
    res.shouldKeepAlive = false;
    throw new WireError('NotImplemented', 501, `The transfer encoding ${coding.slice(0, 100)} is not supported`);
  }
  if (headers.host === undefined && httpVersion !== '1.0')
    throw new WireError('InvalidRequest', 400, 'The header host is missing');
  const count = rawHeaders.length / 2;
  if (count > HEADER_COUNT_MAX) {
    throw new WireError('RequestHeaderSectionTooLarge', 431, `A request may have ${HEADER_COUNT_MAX} headers`);
  }
  if (count === Object.keys(headers).length) return;
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (seen.has(name) && SINGLE.has(name))
      throw new WireError('InvalidRequest', 400, `The header ${name} is repeated`);
    seen.add(name);
  }
}
