/** awsQuery: a form (or query string) whose Action names the operation; XML answers. */
import { compileFormReader, type FormNode, formTree } from '../form-reader.ts';
import type { Failure } from '../failure.ts';
import type { OperationModel } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';
import { parsePairs } from '../text.ts';
import { compileXmlContent, compileXmlWriter, escapeXml } from '../xml-writer.ts';
import type { OperationCodec, Protocol, WireRequest, WireResponse } from './protocol.ts';

export const query: Protocol = {
  compile(schema, operation) {
    const read = operation.input ? compileFormReader(schema, operation.input) : () => ({});
    return { parse: (request) => read(readForm(request)), serialize: compileSerialize(schema, operation) };
  },
  serializeError(failure, requestId, schema) {
    const type = `<Type>${failure.sender ? 'Sender' : 'Receiver'}</Type>`;
    const words = `<Code>${escapeXml(failure.code)}</Code><Message>${escapeXml(failure.message)}</Message>`;
    const error = `<Error>${type}${words}${errorMembers(schema, failure)}</Error>`;
    const body = `<ErrorResponse${xmlns(schema)}>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return answer(failure.status, body, requestId);
  },
};

/** The query string's fields, overridden by the body's. The tree is kept, since the route reads Action from it first. */
export function readForm(request: WireRequest): FormNode {
  const ready = trees.get(request);
  if (ready) return ready;
  const { body } = request;
  if (!(body instanceof Uint8Array)) throw new Error('awsQuery takes no streams');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const tree = formTree([...parsePairs(request.rawQuery), ...parsePairs(text)]);
  trees.set(request, tree);
  return tree;
}

const trees = new WeakMap<WireRequest, FormNode>();

/**
 * What clients that once spoke the query protocol know an error by, beside the name that JSON and CBOR give it: to those
 * that ask with `x-amzn-query-mode: true`.
 */
export function addQueryError(
  response: WireResponse,
  { code, sender }: Failure,
  schema: ServiceSchema | undefined,
): void {
  if (!schema?.metadata.awsQueryCompatible) return;
  response.headers['x-amzn-query-error'] = `${code};${sender ? 'Sender' : 'Receiver'}`;
}

function xmlns(schema: ServiceSchema | undefined): string {
  const namespace = schema?.metadata.xmlNamespace;
  return namespace === undefined ? '' : ` xmlns="${namespace}"`;
}

function compileSerialize(schema: ServiceSchema, { name, output }: OperationModel): OperationCodec['serialize'] {
  const write = output && compileXmlContent(schema, output);
  const wrapper = output?.resultWrapper;
  const start = `<${name}Response${xmlns(schema)}>${wrapper === undefined ? '' : `<${wrapper}>`}`;
  const middle = `${wrapper === undefined ? '' : `</${wrapper}>`}<ResponseMetadata><RequestId>`;
  const end = `</RequestId></ResponseMetadata></${name}Response>`;
  return (value, requestId) => {
    const content = write ? write((value ?? {}) as never) : '';
    return answer(200, start + content + middle + requestId + end, requestId);
  };
}

function errorMembers(schema: ServiceSchema | undefined, { shape, fields }: Failure): string {
  const members = Object.entries((shape !== undefined && schema?.errorShape(shape)?.members) || {});
  return members
    .filter(([name]) => fields[name] !== undefined && schema !== undefined)
    .map(([name, ref]) =>
      schema ? compileXmlWriter(schema, ref)(ref.locationName ?? name, fields[name] as never) : '',
    )
    .join('');
}

function answer(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
