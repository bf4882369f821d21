/** Errors that several operations throw, in AWS's words (recorded from AWS by public test suites in 2026-02, unless said). */
import { WireError } from '../../wire/error.ts';
import {
  DeleteConflictException,
  EntityAlreadyExistsException,
  LimitExceededException,
  NoSuchEntityException,
} from './model.ts';
import type { EntityKind, HolderKind } from './store.ts';

export function noSuchHolder(kind: HolderKind, name: string): NoSuchEntityException {
  return new NoSuchEntityException(`The ${kind} with name ${name} cannot be found.`);
}

export function holderExists(kind: HolderKind, name: string): EntityAlreadyExistsException {
  return new EntityAlreadyExistsException(
    `${kind[0]?.toUpperCase()}${kind.slice(1)} with name ${name} already exists.`,
  );
}

export function noSuchPolicy(policyArn: string): NoSuchEntityException {
  return new NoSuchEntityException(`Policy ${policyArn} was not found.`);
}

export function notAttachable(policyArn: string): NoSuchEntityException {
  return new NoSuchEntityException(`Policy ${policyArn} does not exist or is not attachable.`);
}

export function noSuchVersion(policyArn: string, versionId: string): NoSuchEntityException {
  return new NoSuchEntityException(`Policy ${policyArn} version ${versionId} does not exist or is not attachable.`);
}

export function noSuchInlinePolicy(kind: HolderKind, policyName: string): NoSuchEntityException {
  return new NoSuchEntityException(`The ${kind} policy with name ${policyName} cannot be found.`);
}

export function noSuchAccessKey(accessKeyId: string): NoSuchEntityException {
  return new NoSuchEntityException(`The Access Key with id ${accessKeyId} cannot be found.`);
}

export function overQuota(quota: string, max: number): LimitExceededException {
  return new LimitExceededException(`Cannot exceed quota for ${quota}: ${max}`);
}

/** `must` as "detach all policies". */
export function stillHolds(must: string): DeleteConflictException {
  return new DeleteConflictException(`Cannot delete entity, must ${must} first.`);
}

export function validationError(message: string): WireError {
  return new WireError('ValidationError', 400, message);
}

/** Names of quotas as AWS says them (public reports, 2026-11-24). */
export const QUOTA_NAMES: Readonly<Record<EntityKind, string>> = {
  user: 'UsersPerAccount',
  group: 'GroupsPerAccount',
  role: 'RolesPerAccount',
  policy: 'PoliciesPerAccount',
};
