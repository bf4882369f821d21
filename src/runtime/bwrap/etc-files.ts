/** The sandbox's /etc: our own small files, and of the host only certificates and the linker's cache. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { INSIDE_GID, INSIDE_UID } from './limits.ts';

const WITHOUT_NAMES = 'resolv.conf.none';

const FILES: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:${INSIDE_UID}:${INSIDE_GID}::/tmp:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n`,
  group: `root:x:0:\nsbx_user1051:x:${INSIDE_GID}:\nnobody:x:65534:\n`,
  hosts: '127.0.0.1 localhost sandbox\n::1 localhost sandbox\n',
  'resolv.conf': 'nameserver 127.0.0.1\n',
  [WITHOUT_NAMES]: '# no name server: functions reach the API by its address\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  'os-release':
    'NAME="Amazon Linux"\nVERSION="2023"\nID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"\nPRETTY_NAME="Virga sandbox"\n',
};

/** Of the host, where they exist. */
export const HOST_ETC = [
  'ssl',
  'pki',
  'ca-certificates',
  'crypto-policies',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
];

/** Those of a sandbox, with or without a network. */
export function etcFilesFor(
  files: readonly (readonly [string, string])[],
  networked: boolean,
): (readonly [string, string])[] {
  const other = networked ? WITHOUT_NAMES : 'resolv.conf';
  const rename = (name: string): string => (name === WITHOUT_NAMES ? 'resolv.conf' : name);
  return files.filter(([, name]) => name !== other).map(([file, name]) => [file, rename(name)]);
}

/** Writes the files and returns [host path, name in /etc] of each. */
export async function writeEtcFiles(folder: string): Promise<(readonly [string, string])[]> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return await Promise.all(
    Object.entries(FILES).map(async ([name, text]) => {
      const file = path.join(folder, name);
      await writeFile(file, text, { mode: 0o644 });
      return [file, name] as const;
    }),
  );
}
