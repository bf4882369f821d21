/** Whether /tmp can be an ext4 image, or must be memory. */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { MountRoom } from './mount-room.ts';
import type { TmpKind } from './slot.ts';

/** Tries it out: containers often have no loop devices. */
export async function chooseTmpKind(
  room: MountRoom,
  asRoot: boolean,
  imageFolder: string,
): Promise<{ kind: TmpKind; weakness?: string }> {
  const weakness = (why: string): string => `files in /tmp count as memory of the function, unlike on Lambda: ${why}`;
  if (!asRoot) return { kind: 'tmpfs', weakness: weakness('only root can mount a disk image') };
  const file = path.join(imageFolder, 'probe.img');
  const target = path.join(imageFolder, 'probe');
  await mkdir(target, { recursive: true });
  try {
    await promisify(execFile)('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', file, '1M']);
    await room.run(['mount', '-t', 'ext4', '-o', 'loop,nosuid,nodev,noinit_itable', file, target], ['umount', target]);
    return { kind: 'image' };
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? 'mkfs.ext4 is missing (package e2fsprogs)' : 'no loop devices';
    return { kind: 'tmpfs', weakness: weakness(reason) };
  } finally {
    await rm(file, { force: true });
    await rm(target, { recursive: true, force: true });
  }
}
