/** What a running server holds, seen from outside: memory, connections, and what lies on its disk. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FAULTS_MAX = 20;

export function residentBytes(processId: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

const ESTABLISHED_OR_CLOSE_WAIT = new Set(['01', '08']);

/** Of the server's side. */
export function openConnections(port: number): number {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state = '']) => local.endsWith(`:${hexPort}`) && ESTABLISHED_OR_CLOSE_WAIT.has(state))
    .length;
}

/** Files below the data directory that hold one of these secrets; those of its owner's keys apart. */
export function filesWithSecrets(dataFolder: string, secrets: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(dataFolder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || file.startsWith(path.join(dataFolder, 'credentials'))) continue;
    const bytes = readFileSync(file);
    for (const secret of secrets)
      if (bytes.includes(secret)) found.push(`${path.relative(dataFolder, file)} holds ${secret.slice(0, 8)}…`);
  }
  return found;
}

/** What the platform's log calls an error, each kind once. */
export function loggedFaults(dataFolder: string): string[] {
  const folder = path.join(dataFolder, 'logs');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  const errors = lines.filter((line) => line.includes('"level":"error"'));
  const kinds = new Map(
    errors.map((line) => [line.replace(/"(?:time|requestId)":"[^"]*",?/g, '').slice(0, 150), line]),
  );
  return [...kinds.values()].slice(0, FAULTS_MAX).map((line) => `logged: ${line.slice(0, 1_500)}`);
}
