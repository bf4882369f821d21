/**
 * The run directory: sockets and mount points of sandboxes, which run as other users and must be able to enter it. It
 * lies in the data directory where they can, else in a place of the system, named by the data directory. No secrets.
 */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

export interface RunFolder {
  /** Mode 0755 and entered by everybody, below parents that can be entered. */
  readonly runFolder: string;
  /** On the data directory's disk, for the files behind the sandboxes' /tmp; for us alone. */
  readonly imageFolder: string;
  /** 16 hexadecimal digits of the data directory's real path: names cgroups and folders elsewhere. */
  readonly name: string;
}

/**
 * sun_path of unix(7) holds 107 characters and a terminator; `slots/process-4194304-99999/socket/` and a name of 20
 * characters must fit behind the run directory.
 */
export const MAX_RUN_FOLDER_CHARS = 107 - 55;

/** Rejects in words for people where no place fits. `dataFolder` exists. */
export async function prepareRunFolder(dataFolder: string): Promise<RunFolder> {
  const real = await realpath(dataFolder);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 16);
  const asRoot = process.getuid?.() === 0;
  const runFolder = await firstThatFits(placesFor(real, name, asRoot), asRoot);
  return { runFolder, imageFolder: path.join(real, 'sandbox-tmp'), name };
}

function placesFor(dataFolder: string, name: string, asRoot: boolean): string[] {
  const session = process.env['XDG_RUNTIME_DIR'];
  return [
    path.join(dataFolder, 'run'),
    ...(asRoot ? [`/run/virga-${name}`] : []),
    ...(!asRoot && session ? [path.join(session, `virga-${name}`)] : []),
    `/var/tmp/virga-${name}`,
  ];
}

async function firstThatFits(places: readonly string[], asRoot: boolean): Promise<string> {
  const reasons: string[] = [];
  for (const place of places) {
    const reason = await misfit(place, asRoot);
    if (reason === undefined) return place;
    reasons.push(`${place}: ${reason}`);
  }
  throw new Error(
    `no directory fits for the sandboxes' sockets (${reasons.join('; ')}): choose another --data directory`,
  );
}

/** Makes the folder; undefined where it can be used, else why not. */
async function misfit(place: string, asRoot: boolean): Promise<string | undefined> {
  if (place.length > MAX_RUN_FOLDER_CHARS) return 'its path is too long for a socket';
  const closed = asRoot ? await closedParent(path.dirname(place)) : undefined;
  if (closed !== undefined) return `other users cannot enter ${closed}`;
  try {
    await mkdir(place, { recursive: true, mode: 0o755 });
    const found = await lstat(place);
    // In /var/tmp anybody could have made it before us.
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return 'it belongs to another user';
    await chmod(place, 0o755);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The first of a folder and its parents that other users cannot enter. */
async function closedParent(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found && (found.mode & 0o001) === 0) return at;
    if (at === path.dirname(at)) return undefined;
  }
}
