/** Login profiles: whether a user has a password. Nothing that an answer says of one tells anything of the password. */
import { EntityAlreadyExistsException, type LoginProfile, NoSuchEntityException } from './model.ts';
import type { Password, User } from './store.ts';

/** Both messages verbatim from AWS (public reports, 2026-11-24). */
export const noSuchProfile = (userName: string): Error =>
  new NoSuchEntityException(`Login Profile for User ${userName} cannot be found.`);
export const profileExists = (userName: string): Error =>
  new EntityAlreadyExistsException(`Login Profile for User ${userName} already exists.`);

export function shownProfile(userName: string, { createdAtMs, resetRequired }: Password): LoginProfile {
  return { UserName: userName, CreateDate: createdAtMs, PasswordResetRequired: resetRequired };
}

/** Throws NoSuchEntity. */
export function requireProfile({ name, password }: User): Password {
  if (!password) throw noSuchProfile(name);
  return password;
}
