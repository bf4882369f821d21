/**
 * POST Object: a form of a browser becomes a PutObject of whoever signed its policy, or of nobody.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
import type { Authenticator } from '../auth/authenticator.ts';
import { type FormSigner, missingField } from '../auth/form-signature.ts';
import { checkPostPolicy, parsePostPolicy, type PostPolicy } from '../auth/post-policy.ts';
import { WireError } from '../wire/error.ts';
import type { StreamingBody, WireRequest, WireResponse } from '../wire/protocols/protocol.ts';
import { malformedXml, parseXml, type XmlElement } from '../wire/xml-text.ts';
import { escapeXml } from '../wire/xml-writer.ts';
import { readPostForm, type PostedForm } from './post-form.ts';

export interface PostParts {
  readonly authenticator: Authenticator;
  readonly nowMs: number;
  readonly fromSandbox: boolean;
  /** The request's body, as it flows. */
  readonly body: AsyncIterable<Uint8Array>;
  /** PutObject of whoever signed the form. */
  put(request: WireRequest, signer: FormSigner): Promise<WireResponse>;
}

export interface PostTarget {
  readonly bucketName: string | undefined;
  /** Of the path: a form is posted to a bucket. */
  readonly key: string | undefined;
  readonly contentType: string;
  /** Of the bucket, without a slash behind it. */
  readonly url: string;
}

/** Throws WireError, and what PutObject throws. */
export async function postObject(parts: PostParts, target: PostTarget): Promise<WireResponse> {
  checkTarget(target);
  const form = await readPostForm(parts.body, target.contentType);
  try {
    return await put(parts, target, form);
  } finally {
    form.close();
  }
}

function checkTarget({ key, contentType }: PostTarget): void {
  if (key !== undefined) {
    const message = 'The specified method is not allowed against this resource.';
    throw new WireError('MethodNotAllowed', 405, message, { Method: 'POST', ResourceType: 'OBJECT' });
  }
  if (/^multipart\/form-data\b/i.test(contentType)) return;
  const message = 'At least one of the pre-conditions you specified did not hold';
  const Condition = 'Bucket POST must be of the enclosure-type multipart/form-data';
  throw new WireError('PreconditionFailed', 412, message, { Condition });
}

async function put(parts: PostParts, target: PostTarget, form: PostedForm): Promise<WireResponse> {
  const bucketName = target.bucketName ?? '';
  const fields = withFileName(form);
  const key = fields.get('key');
  if (key === undefined) throw missingField('key');
  if (key === '') {
    const fieldsOfError = { ArgumentName: 'key', ArgumentValue: '' };
    throw new WireError('InvalidArgument', 400, 'User key must have a length greater than 0.', fieldsOfError);
  }
  const signer = await parts.authenticator.identifyForm(fields, parts.fromSandbox);
  const encoded = fields.get('policy');
  const policy = encoded === undefined ? undefined : parsePostPolicy(encoded);
  // Whatever the form says of its bucket: it is the one that it is posted to.
  if (policy) checkPostPolicy(policy, new Map([...fields, ['bucket', bucketName]]), parts.nowMs);
  const labels = { Bucket: bucketName, Key: key };
  const body = fileBody(form.file, policy?.lengthRange);
  const request = { method: 'PUT', rawQuery: '', headers: headersOf(fields), labels, body };
  const { headers } = await parts.put(request, signer);
  return answerOf(fields, { bucketName, key, url: target.url, headers });
}

/** `${filename}` in any field stands for the file's name. */
function withFileName({ fields, fileName }: PostedForm): ReadonlyMap<string, string> {
  const isFixed = (name: string): boolean => name === 'policy' || name.endsWith('signature');
  return new Map(
    [...fields].map(([name, value]) => [name, isFixed(name) ? value : value.replaceAll('${filename}', () => fileName)]),
  );
}

/** What PutObject has as headers. */
function headersOf(fields: ReadonlyMap<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of fields) {
    const isHeader = HEADERS.has(name) || (name.startsWith('x-amz-') && !OF_SIGNATURE.has(name));
    if (isHeader) checkHeader(name, value);
    // As node has headers: a character a byte.
    if (isHeader) headers[name] = Buffer.from(value).toString('latin1');
    if (name === 'acl') headers['x-amz-acl'] = value;
    if (name === 'tagging') headers['x-amz-tagging'] = tagsOf(value);
  }
  return headers;
}

/** What no header can say could be kept, but not be told to whoever reads the object. */
function checkHeader(name: string, value: string): void {
  const isName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name);
  // oxlint-disable-next-line no-control-regex
  if (isName && !/[\0-\x08\n-\x1f\x7f]/.test(value)) return;
  const what = { ArgumentName: name, ArgumentValue: value };
  const words = isName ? 'Header values must not have line breaks or control characters.' : 'No header has this name.';
  throw new WireError('InvalidArgument', 400, words, what);
}

const HEADERS: ReadonlySet<string> = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-md5',
  'content-type',
  'expires',
]);

const OF_SIGNATURE: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-signature',
]);

/** The form has the document that PutObjectTagging takes, the header a query string. */
function tagsOf(document: string): string {
  const root = parseXml(Buffer.from(document));
  if (root.name !== 'Tagging') throw malformedXml();
  const sets = root.children.filter(({ name }) => name === 'TagSet').flatMap(({ children }) => children);
  const textOf = (tag: XmlElement, name: string): string =>
    tag.children.find((child) => child.name === name)?.text ?? '';
  return sets
    .map((tag) => `${encodeURIComponent(textOf(tag, 'Key'))}=${encodeURIComponent(textOf(tag, 'Value'))}`)
    .join('&');
}

/** Held against the policy's `content-length-range` as it flows: nobody has said its length. */
function fileBody(
  file: AsyncIterable<Uint8Array>,
  range: PostPolicy['lengthRange'],
): Omit<StreamingBody, 'lengthBytes'> {
  return {
    trailers: {},
    async *[Symbol.asyncIterator]() {
      let sizeBytes = 0;
      for await (const piece of file) {
        sizeBytes += piece.length;
        if (range && sizeBytes > range.max) throw tooLarge(sizeBytes, range.max);
        yield piece;
      }
      if (range && sizeBytes < range.min) throw tooSmall(sizeBytes, range.min);
    },
  };
}

function tooLarge(sizeBytes: number, max: number): WireError {
  const message = 'Your proposed upload exceeds the maximum allowed size';
  return new WireError('EntityTooLarge', 400, message, { ProposedSize: sizeBytes, MaxSizeAllowed: max });
}

function tooSmall(sizeBytes: number, min: number): WireError {
  const message = 'Your proposed upload is smaller than the minimum allowed size';
  return new WireError('EntityTooSmall', 400, message, { ProposedSize: sizeBytes, MinSizeAllowed: min });
}

interface Posted {
  readonly bucketName: string;
  readonly key: string;
  readonly url: string;
  /** Of PutObject's answer. */
  readonly headers: Readonly<Record<string, string>>;
}

function answerOf(fields: ReadonlyMap<string, string>, { bucketName, key, url, headers: put }: Posted): WireResponse {
  const etag = put['etag'] ?? '';
  const location = `${url}/${encodeURIComponent(key)}`;
  const { 'content-type': _type, ...kept } = put;
  const headers = { ...kept, location };
  const redirect = redirectOf(fields.get('success_action_redirect') ?? fields.get('redirect'));
  if (redirect) {
    const query = { bucket: bucketName, key, etag };
    for (const [name, value] of Object.entries(query)) redirect.searchParams.append(name, value);
    return { status: 303, headers: { ...headers, location: redirect.href }, body: '' };
  }
  const status = fields.get('success_action_status');
  if (status !== '201') return { status: status === '200' ? 200 : 204, headers, body: '' };
  const members = { Location: location, Bucket: bucketName, Key: key, ETag: etag };
  const texts = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${texts.join('')}</PostResponse>`;
  return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

/** "If S3 cannot interpret the URL, it acts as if the field is not present." */
function redirectOf(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}
