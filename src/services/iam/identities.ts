/** What other services ask of identities; each declares the interface that it needs, and main.ts hands this in. */
import type { CompiledPolicy } from '../../auth/policy/policy.ts';
import type { Store } from '../../storage/store.ts';
import { findPointer } from './access-keys.ts';
import type { CompiledDocuments } from './documents.ts';
import { findHolder } from './holders.ts';
import { entityArn, parseEntityArn } from './names.ts';
import { decodeProvider, providerArn } from './oidc-providers.ts';
import { policyExists } from './policies.ts';
import { keys } from './store.ts';
import { principalId, trustInForce } from './trust.ts';

export interface KnownRole {
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** AROA…: of this role, and of no other of the same name. */
  readonly uniqueId: string;
  readonly maxSessionSeconds: number;
  readonly trust: CompiledPolicy;
  readonly tags: Readonly<Record<string, string>>;
  readonly boundaryArn: string | undefined;
}

export interface KnownProvider {
  readonly arn: string;
  /** Audiences that its tokens may be for. */
  readonly clientIds: readonly string[];
}

export class Identities {
  readonly #store: Store;
  readonly #documents: CompiledDocuments;

  constructor(store: Store, documents: CompiledDocuments) {
    this.#store = store;
    this.#documents = documents;
  }

  /** Of any account; the whole ARN must be the role's, its path included. */
  async findRole(roleArn: string): Promise<KnownRole | undefined> {
    const parsed = parseEntityArn(roleArn, 'role');
    if (!parsed) return undefined;
    const { accountId, name } = parsed;
    const role = await findHolder(this.#store, accountId, 'role', name);
    if (!role || entityArn(accountId, 'role', role) !== roleArn) return undefined;
    return {
      accountId,
      name,
      path: role.path,
      arn: roleArn,
      uniqueId: role.id,
      maxSessionSeconds: role.maxSessionSeconds,
      trust: this.#documents.get(trustInForce(role), 'trust'),
      tags: role.tags,
      boundaryArn: role.boundaryArn,
    };
  }

  /** AWS's own, or one of this account. */
  managedPolicyExists(policyArn: string, accountId: string): Promise<boolean> {
    return policyExists(this.#store, accountId, policyArn);
  }

  /** By the URL that its tokens name as issuer, without `https://`. */
  async findOidcProvider(accountId: string, url: string): Promise<KnownProvider | undefined> {
    const provider = decodeProvider(await this.#store.get(keys.oidcProvider(accountId, url)));
    return provider && { arn: providerArn(accountId, url), clientIds: provider.clientIds };
  }

  /** Of a user or role that a resource's policy names; see there. */
  principalId(arn: string): Promise<string | undefined> {
    return principalId(this.#store, arn);
  }

  /** Of a lasting access key. */
  async accountOfKey(accessKeyId: string): Promise<string | undefined> {
    return (await findPointer(this.#store, accessKeyId))?.accountId;
  }
}
