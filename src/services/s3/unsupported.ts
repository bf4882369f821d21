/** Members that Virga does not have yet: refused in one place, never accepted and ignored. */
import { unsupported } from './errors.ts';

const NAMES: Readonly<Record<string, string>> = {
  ACL: 'access control lists in a request to put',
  GrantFullControl: 'access control lists in a request to put',
  GrantRead: 'access control lists in a request to put',
  GrantReadACP: 'access control lists in a request to put',
  GrantWrite: 'access control lists in a request to put',
  GrantWriteACP: 'access control lists in a request to put',
};

export function refuseUnsupported(input: object): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === false || !Object.hasOwn(NAMES, name)) continue;
    // What every object is; rclone says it of each.
    if (name === 'ACL' && (value === 'private' || value === 'bucket-owner-full-control')) continue;
    throw unsupported(NAMES[name] ?? name);
  }
}
