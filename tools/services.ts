/**
 * The services as data, for tables and tests: each manifest, made without the parts that only its
 * operations use, and what it loads.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Implementation, Service } from '../src/services/service.ts';
import type { ServiceModel } from '../src/wire/model.ts';

const FOLDER = path.join(import.meta.dirname, '../src/services');

export interface KnownService extends Implementation {
  readonly service: Service;
  readonly model: ServiceModel;
}

export async function loadServices(): Promise<readonly KnownService[]> {
  const names = readdirSync(FOLDER).filter((name) => existsSync(path.join(FOLDER, name, 'service.ts')));
  return await Promise.all(names.map(load));
}

async function load(name: string): Promise<KnownService> {
  const module = (await import(pathToFileURL(path.join(FOLDER, name, 'service.ts')).href)) as Record<string, unknown>;
  const factory = `${name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Service`;
  const make = module[factory];
  if (typeof make !== 'function') throw new Error(`services/${name}/service.ts exports no ${factory}`);
  const model = JSON.parse(readFileSync(path.join(FOLDER, name, 'model.json'), 'utf8')) as ServiceModel;
  const service = (make as (parts: object) => Service)({});
  const { operations, access } = await service.load();
  return { service, model, operations, access };
}
