/** restXml, its errors only so far: requests of S3's clients are told in their own form that nobody serves them. */
import { escapeXml } from '../xml-writer.ts';
import type { Protocol } from './protocol.ts';

export const restXml: Protocol = {
  compile(schema) {
    throw new Error(`restXml is not served yet (${schema.metadata.serviceId})`);
  },
  serializeError({ code, status, message }, requestId) {
    const words = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${words}<RequestId>${requestId}</RequestId></Error>`;
    const headers = { 'content-type': 'application/xml', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
    return { status, headers, body };
  },
};
