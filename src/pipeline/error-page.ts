/** What a website shows in place of an object that it cannot show: S3's own page, and the headers that say the same. */
import { STATUS_CODES } from 'node:http';
import type { Failure } from '../wire/failure.ts';
import type { WireResponse } from '../wire/protocols/protocol.ts';
import { escapeXml } from '../wire/xml-writer.ts';

/** `onDocument`: why the error document could not be shown either. */
export function errorPage(failure: Failure, { requestId }: { requestId: string }, onDocument?: Failure): WireResponse {
  const title = `${failure.status} ${STATUS_CODES[failure.status] ?? ''}`;
  const ids = { RequestId: requestId, HostId: Buffer.from(requestId).toString('base64') };
  const nested = onDocument
    ? `<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n${list(membersOf(onDocument))}`
    : '';
  const body = `<html>
<head><title>${title}</title></head>
<body>
<h1>${title}</h1>
${list({ ...membersOf(failure), ...ids })}${nested}<hr/>
</body>
</html>
`;
  return {
    status: failure.status,
    headers: { ...errorHeaders(failure), 'content-type': 'text/html; charset=utf-8' },
    body,
  };
}

export function errorHeaders(failure: Failure): Record<string, string> {
  const { Code, Message, ...details } = membersOf(failure);
  const headers: Record<string, string> = { 'x-amz-error-code': Code ?? '', 'x-amz-error-message': Message ?? '' };
  for (const [name, value] of Object.entries(details)) headers[`x-amz-error-detail-${name}`.toLowerCase()] = value;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, plain(value)]));
}

function membersOf({ code, message, fields }: Failure): Record<string, string> {
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { Code: code, Message: message, ...Object.fromEntries(texts) };
}

function list(members: Readonly<Record<string, string>>): string {
  const items = Object.entries(members).map(([name, value]) => `<li>${name}: ${escapeXml(value)}</li>\n`);
  return `<ul>\n${items.join('')}</ul>\n`;
}

/** Headers are bytes without line breaks. */
function plain(text: string): string {
  return encodeURI(text.toWellFormed()).replaceAll('%20', ' ');
}
