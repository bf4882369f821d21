/** nginx with a plain file: what a large GET costs where nothing is encrypted, signed or authorized. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, listening, type Server } from './peers.ts';

export const PLAIN_FILE_SERVER = 'nginx, plain file';
const LARGE_BYTES = 256 * 1024 * 1024;
const MIB = 1024 * 1024;

/** Undefined where there is no nginx. */
export async function plainFileServer(print: (line: string) => void): Promise<Server | undefined> {
  if (spawnSync('nginx', ['-v'], { stdio: 'ignore' }).error) {
    print(`${PLAIN_FILE_SERVER}: left out (apt-get install nginx-light brings it)`);
    return undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-nginx-'));
  mkdirSync(path.join(folder, 'bench-bucket'));
  writeFileSync(path.join(folder, 'bench-bucket/large'), Buffer.alloc(LARGE_BYTES, randomBytes(MIB)));
  const port = await freePort();
  const config = path.join(folder, 'nginx.conf');
  writeFileSync(config, configOf(folder, port));
  const child = spawn('nginx', ['-c', config, '-g', 'daemon off;'], { stdio: 'ignore' });
  await listening(port, child);
  const stop = (): void => {
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  return { name: PLAIN_FILE_SERVER, port, keeps: 'reads only', keys: { accessKeyId: 'x', secretAccessKey: 'x' }, stop };
}

function configOf(folder: string, port: number): string {
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  return `${user} pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events {} http { access_log off; sendfile on; ${temporary}
server { listen 127.0.0.1:${port}; root ${folder}; location / { default_type application/octet-stream; } } }`;
}
