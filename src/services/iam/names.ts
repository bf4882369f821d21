/** ARNs of identities and policies. */
import { parseArn } from '../../kit/arn.ts';
import type { EntityKind } from './store.ts';

export interface Named {
  readonly path: string;
  readonly name: string;
}

export const AWS_POLICIES = 'arn:aws:iam::aws:policy';

/** `arn:aws:iam::<account>:role/<path><name>` */
export function entityArn(accountId: string, kind: EntityKind, { path, name }: Named): string {
  return `arn:aws:iam::${accountId}:${kind}${path}${name}`;
}

export const rootArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

export interface EntityName extends Named {
  /** Twelve digits, or `aws`. */
  readonly accountId: string;
}

/** Undefined where the text is no ARN of such an entity. */
export function parseEntityArn(text: string, kind: EntityKind): EntityName | undefined {
  const arn = parseArn(text);
  if (!arn || arn.partition !== 'aws' || arn.service !== 'iam' || arn.region !== '') return undefined;
  if (!arn.resource.startsWith(`${kind}/`)) return undefined;
  const slash = arn.resource.lastIndexOf('/');
  const name = arn.resource.slice(slash + 1);
  if (name === '') return undefined;
  return { accountId: arn.account, path: arn.resource.slice(kind.length, slash + 1), name };
}
