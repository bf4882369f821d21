/** A service's table as loaded: its shapes by name, its operations, and what its quirks add. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { OperationModel, ServiceMetadata, ServiceModel, Shape, ShapeRef } from './model.ts';
import type { WireQuirks } from './quirks.ts';

export class ServiceSchema {
  readonly metadata: ServiceMetadata;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly quirks: WireQuirks;
  readonly #compiled = new Map<string, unknown>();
  readonly #shapes: Readonly<Record<string, Shape>>;

  constructor(model: ServiceModel, quirks: WireQuirks = {}) {
    this.metadata = model.metadata;
    this.operations = new Map(Object.entries(model.operations));
    this.quirks = quirks;
    const added = Object.entries(quirks.addedMembers ?? {}).map(([name, members]) => {
      const shape = model.shapes[name];
      return [name, { ...shape, members: { ...shape?.members, ...members } }];
    });
    this.#shapes = { ...model.shapes, ...Object.fromEntries(added) };
  }

  /** The shape a reference names. */
  shape(ref: ShapeRef | undefined): Shape {
    const shape = ref && this.#shapes[ref.shape];
    if (!shape) throw new Error(`The model of ${this.metadata.serviceId} has no shape ${ref?.shape}`);
    return shape;
  }

  /** An error's shape, where the model has one of that name. */
  errorShape(name: string): Shape | undefined {
    const shape = Object.hasOwn(this.#shapes, name) ? this.#shapes[name] : undefined;
    return shape?.exception ? shape : undefined;
  }

  /** What was made of the table under this name, made once. */
  compiled<T>(name: string, make: () => T): T {
    if (!this.#compiled.has(name)) this.#compiled.set(name, make());
    return this.#compiled.get(name) as T;
  }
}

export function signingNameOf(metadata: ServiceMetadata): string {
  return metadata.signingName ?? metadata.endpointPrefix;
}

export function loadSchema(modelUrl: URL, quirks?: WireQuirks): ServiceSchema {
  return new ServiceSchema(loadModel(modelUrl), quirks);
}

function loadModel(modelUrl: URL): ServiceModel {
  return JSON.parse(readFileSync(modelUrl, 'utf8')) as ServiceModel;
}

const METADATA_BYTES_MAX = 4_096;

/** The table's metadata, without the rest where they stand first, as tools/models.ts writes them. */
export function readMetadata(modelUrl: URL): ServiceMetadata {
  const head = Buffer.alloc(METADATA_BYTES_MAX);
  const file = openSync(modelUrl, 'r');
  try {
    const text = head.toString('utf8', 0, readSync(file, head, 0, METADATA_BYTES_MAX, 0));
    const end = text.indexOf(',"operations":');
    if (!text.startsWith('{"metadata":') || end === -1) return loadModel(modelUrl).metadata;
    return JSON.parse(text.slice('{"metadata":'.length, end)) as ServiceMetadata;
  } finally {
    closeSync(file);
  }
}
