/** What the service needs of S3, which keeps buckets and what accounts say of all of theirs. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { AccessCheck, Context } from '../service.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface PublicAccess {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

type Changing = Pick<Context, 'commit' | 'transact'>;

/** Those of one bucket throw NoSuchBucket. */
export interface ControlledBuckets {
  ownerOf(bucketName: string): Promise<string>;
  /** The question to the policy engine; the bucket's own policy takes part. */
  accessCheck(bucketName: string, action: string, context: ConditionContext): Promise<AccessCheck>;
  tags(bucketName: string): Promise<readonly Tag[]>;
  /** In one transaction. Throws InvalidTag. */
  changeTags(ctx: Changing, bucketName: string, change: (tags: readonly Tag[]) => readonly Tag[]): Promise<void>;
  /** Of all of an account's buckets; null where it says nothing. */
  publicAccess(accountId: string): Promise<PublicAccess | null>;
  /** Undefined: the account says nothing any more. */
  setPublicAccess(ctx: Changing, accountId: string, block: PublicAccess | undefined): Promise<void>;
}

export interface S3ControlParts {
  readonly buckets: ControlledBuckets;
}

export type S3ControlContext = Context<S3ControlParts>;
