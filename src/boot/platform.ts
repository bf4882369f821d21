/** The open routes: health for people and probes, and in the form that wrappers of emulators wait for. */
import type { PlatformRoutes } from '../pipeline/platform-routes.ts';
import { jsonAnswer } from '../pipeline/platform-routes.ts';
import type { Service } from '../services/service.ts';

export interface Health {
  readonly status: 'running' | 'degraded' | 'stopping';
  readonly version: string;
  /** Of each part: `ok`, or what is wrong. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface PlatformParts {
  readonly version: string;
  readonly startedAtMs: number;
  readonly nowMs: () => number;
  readonly services: readonly Service[];
  health(): Promise<Health>;
}

export function platformRoutes(parts: PlatformParts): PlatformRoutes {
  const names = parts.services.map(({ name }) => name).filter((name) => name !== 'virga');
  return {
    '/_virga/health': async () => {
      const health = await parts.health();
      return jsonAnswer(health.status === 'running' ? 200 : 503, health);
    },
    // LocalStack's documented forms (docs.localstack.cloud, "Internal endpoints", 2026-11-24).
    '/_localstack/health': () =>
      jsonAnswer(200, {
        services: Object.fromEntries(names.map((name) => [name, 'available'])),
        edition: 'community',
        version: parts.version,
      }),
    '/_localstack/info': () =>
      jsonAnswer(200, {
        version: parts.version,
        edition: 'community',
        is_license_activated: false,
        session_id: '',
        machine_id: '',
        system: process.platform,
        is_docker: false,
        server_time_utc: new Date(parts.nowMs()).toISOString().slice(0, 19),
        uptime: Math.floor((parts.nowMs() - parts.startedAtMs) / 1000),
      }),
  };
}
