/** restXml: method and path name the operation; the body is an XML document, or one member as it is. */
import type { Failure } from '../failure.ts';
import type { OperationModel, ShapeRef } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';
import { compileXmlReader } from '../xml-reader.ts';
import { checkElements } from '../xml-schema.ts';
import { malformedXml, parseXml } from '../xml-text.ts';
import { compileXmlWriter, escapeXml, namespaceDeclaration, xmlTag } from '../xml-writer.ts';
import { compileHeaderBindings } from './bindings.ts';
import type { Protocol } from './protocol.ts';
import { bytesOf, compileRest, type RestFormat } from './rest.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export const restXml: Protocol = {
  compile: (schema, operation) => compileRest(schema, operation, FORMAT),
  serializeError(failure, requestId, schema) {
    const headers = baseHeaders(requestId, schema);
    headers['content-type'] = 'application/xml';
    const shape = failure.shape === undefined ? undefined : schema?.errorShape(failure.shape);
    if (schema && shape) compileHeaderBindings(schema, shape)(failure.fields, headers);
    return { status: failure.status, headers, body: DECLARATION + errorText(failure, requestId, schema) };
  },
};

/** S3's errors stand alone, and so do those of requests that nobody serves. */
function errorText(failure: Failure, requestId: string, schema: ServiceSchema | undefined): string {
  const words = `<Code>${escapeXml(failure.code)}</Code><Message>${escapeXml(failure.message)}</Message>`;
  const members = errorMembers(failure, schema);
  const hostId = schema?.quirks.xml?.hostId ? `<HostId>${hostIdOf(requestId)}</HostId>` : '';
  const id = `<RequestId>${requestId}</RequestId>${hostId}`;
  if (!schema || schema.quirks.xml?.bareErrors) return `<Error>${words}${members}${id}</Error>`;
  const type = `<Type>${failure.sender ? 'Sender' : 'Receiver'}</Type>`;
  return `<ErrorResponse${namespaceDeclaration(namespaceOf(schema))}><Error>${type}${words}${members}</Error>${id}</ErrorResponse>`;
}

/** Fields that the model does not know (S3's BucketName, HeadersNotSigned …) are written as text. */
function errorMembers({ shape, fields }: Failure, schema: ServiceSchema | undefined): string {
  const known = (shape !== undefined && schema?.errorShape(shape)?.members) || {};
  let text = '';
  for (const [name, value] of Object.entries(fields)) {
    const ref = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value === undefined || value === null || ref?.location !== undefined) continue;
    if (ref && schema) text += compileXmlWriter(schema, ref)(xmlTag(schema, name, ref), value as never);
    else text += `<${name}>${escapeXml(typeof value === 'string' ? value : JSON.stringify(value))}</${name}>`;
  }
  return text;
}

const FORMAT: RestFormat = {
  compileReader(schema, ref, { name }) {
    const root = ref.locationName ?? schema.shape(ref).locationName;
    const read = compileXmlReader(schema, ref);
    const { strict } = schema.quirks.xml ?? {};
    const isStrict = strict !== undefined && !strict.except.includes(name);
    return ({ body }) => {
      const element = parseXml(bytesOf(body));
      if (root !== undefined && element.name !== root) throw malformedXml();
      if (isStrict) checkElements(schema, ref, element);
      return read(element);
    };
  },
  compileWriter(schema, ref, operation) {
    const write = compileRootWriter(schema, ref, operation);
    return (value, headers) => {
      headers['content-type'] = 'application/xml';
      return DECLARATION + write(value);
    };
  },
  writesEmpty: false,
  events: {
    contentType: 'text/xml',
    compile(schema, ref, tag) {
      const write = compileXmlWriter(schema, ref);
      return (value) => write(tag, value);
    },
  },
  baseHeaders,
};

/** S3's clients look for its own header. */
function baseHeaders(requestId: string, schema: ServiceSchema | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
  if (schema?.quirks.xml?.hostId) headers['x-amz-id-2'] = hostIdOf(requestId);
  return headers;
}

/** Support asks for both: it says nothing that the request's id does not. */
function hostIdOf(requestId: string): string {
  return Buffer.from(requestId).toString('base64');
}

function namespaceOf({ quirks, metadata }: ServiceSchema): string | undefined {
  return quirks.xml?.namespace ?? metadata.xmlNamespace;
}

type RootWriter = (value: Readonly<Record<string, unknown>>) => string;

function compileRootWriter(schema: ServiceSchema, ref: ShapeRef, { name }: OperationModel): RootWriter {
  const { roots, unwrapped } = schema.quirks.xml ?? {};
  const shape = schema.shape(ref);
  if (unwrapped?.includes(name)) return compileOnlyMember(schema, ref);
  const root = roots?.[name] ?? ref.locationName ?? shape.locationName ?? ref.shape;
  const write = compileXmlWriter(schema, withNamespace(schema, ref));
  return (value) => write(root, value as never);
}

function withNamespace(schema: ServiceSchema, ref: ShapeRef): ShapeRef {
  const namespace = namespaceOf(schema);
  return namespace === undefined ? ref : { ...ref, xmlNamespace: namespace };
}

function compileOnlyMember(schema: ServiceSchema, ref: ShapeRef): RootWriter {
  const [entry] = Object.entries(schema.shape(ref).members ?? {});
  if (!entry) throw new Error(`${ref.shape} has no member`);
  const [name, member] = entry;
  const tag = xmlTag(schema, name, member);
  const write = compileXmlWriter(schema, withNamespace(schema, member));
  const empty = `<${tag}${namespaceDeclaration(namespaceOf(schema))}/>`;
  return (value) => (value[name] === undefined ? empty : write(tag, value[name] as never));
}
