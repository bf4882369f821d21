/** For tests: a schema made of a few shapes. */
import type { OperationModel, ServiceMetadata, Shape } from './model.ts';
import type { WireQuirks } from './quirks.ts';
import { ServiceSchema } from './schema.ts';

export const OPERATION: OperationModel = {
  name: 'Try',
  http: { method: 'POST', requestUri: '/' },
  input: { shape: 'Input' },
  output: { shape: 'Output', resultWrapper: 'TryResult' },
};

export function tinySchema(
  shapes: Readonly<Record<string, Shape>>,
  options: { metadata?: Partial<ServiceMetadata>; operation?: Partial<OperationModel>; quirks?: WireQuirks } = {},
): ServiceSchema {
  const metadata: ServiceMetadata = {
    apiVersion: '2026-01-01',
    endpointPrefix: 'tiny',
    serviceId: 'Tiny',
    protocol: 'json',
    ...options.metadata,
  };
  const basic: Record<string, Shape> = {
    String: { type: 'string' },
    Integer: { type: 'integer' },
    Long: { type: 'long' },
    Double: { type: 'double' },
    Boolean: { type: 'boolean' },
    Blob: { type: 'blob' },
    Timestamp: { type: 'timestamp' },
    Strings: { type: 'list', member: { shape: 'String' } },
    StringMap: { type: 'map', key: { shape: 'String' }, value: { shape: 'String' } },
    Output: { type: 'structure', members: {} },
    Input: { type: 'structure', members: {} },
  };
  const operation = { ...OPERATION, ...options.operation };
  return new ServiceSchema(
    { metadata, operations: { Try: operation }, shapes: { ...basic, ...shapes } },
    options.quirks,
  );
}

export function operationOf(schema: ServiceSchema): OperationModel {
  return schema.operations.get('Try') ?? OPERATION;
}
