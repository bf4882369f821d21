/** What entries may be called, and what their links may point at: nothing outside the folder they are extracted to. */
import { isUtf8 } from 'node:buffer';
import { type Entry, getFileNameLowLevel } from 'yauzl';
import { ZipError } from './error.ts';
import { LINK_HOPS_MAX, LINK_STEPS_MAX, NAME_BYTES_MAX, PATH_CHARS_MAX } from './limits.ts';

const UTF8_FLAG = 0x800;

/** For messages: names may hold anything. */
export const quoted = (name: string): string => JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);

/** Its segments without `.` and empty ones; none where it is the folder itself. */
export function segmentsOf(name: string, pathBytesMax: number): readonly string[] {
  const wrong = wrongWith(name, pathBytesMax);
  if (wrong) throw new ZipError('path', `The entry ${quoted(name)} ${wrong}`);
  return name.split('/').filter((segment) => segment !== '' && segment !== '.');
}

function wrongWith(name: string, pathBytesMax: number): string | undefined {
  if (name === '') return 'has no name';
  if (name.includes('\0')) return 'has a zero byte in its name';
  if (name.includes('\ufffd')) return 'has a name that is no text';
  if (name.includes('\\')) return 'has a backslash in its path: folders are separated by /';
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'has an absolute path';
  if (Buffer.byteLength(name) > pathBytesMax) return `has a path of more than ${pathBytesMax} bytes`;
  const segments = name.split('/');
  if (segments.includes('..')) return 'leads out of its folder';
  if (segments.some((segment) => Buffer.byteLength(segment) > NAME_BYTES_MAX)) {
    return `has a name of more than ${NAME_BYTES_MAX} bytes in its path`;
  }
  return undefined;
}

/**
 * The name as text. Many tools write UTF-8 without saying so, hence what is UTF-8 is read as that; other names without
 * the flag are in code page 437, as the format has it. The Unicode name of Info-ZIP's extra field goes first.
 */
export function nameOf(entry: Entry): string {
  const utf8 = isUtf8(entry.fileNameRaw);
  if (!utf8 && (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0) {
    throw new ZipError(
      'path',
      `The entry ${quoted(entry.fileNameRaw.toString('latin1'))} has a name that is not UTF-8`,
    );
  }
  return getFileNameLowLevel(utf8 ? UTF8_FLAG : 0, entry.fileNameRaw, entry.extraFields, true);
}

/** Follows every link to its end, through other links; throws where one leads out or round in a circle. */
export function checkLinks(targets: ReadonlyMap<string, string>): void {
  let steps = 0;
  for (const [link, target] of targets) {
    if (target === '' || target.includes('\0') || target.includes('\ufffd')) {
      throw new ZipError('symlink', `The link ${quoted(link)} has no valid target`);
    }
    steps = follow(link, targets, steps);
  }
}

/** Returns the number of steps that all links took so far. */
function follow(link: string, targets: ReadonlyMap<string, string>, stepsBefore: number): number {
  const leads = (where: string): ZipError =>
    new ZipError('symlink', `The link ${quoted(link)} -> ${quoted(targets.get(link) ?? '')} leads ${where}`);
  const at: string[] = [];
  const ahead = link.split('/').reverse();
  let steps = stepsBefore;
  for (let hops = 0; ahead.length > 0; ) {
    if (++steps > LINK_STEPS_MAX)
      throw new ZipError('symlink', 'The links of the zip file take too many steps to follow');
    const segment = ahead.pop() ?? '';
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (at.pop() === undefined) throw leads('out of its folder');
      continue;
    }
    const above = at.at(-1);
    const place = above === undefined ? segment : `${above}/${segment}`;
    const target = targets.get(place);
    if (target === undefined) {
      if (place.length > PATH_CHARS_MAX) throw leads('too deep');
      at.push(place);
      continue;
    }
    if (++hops > LINK_HOPS_MAX) throw leads('through too many links');
    if (target.startsWith('/')) throw leads('out of its folder');
    ahead.push(...target.split('/').reverse());
  }
  return steps;
}
