/**
 * What auth asks of identities: whose a key is, and which policies speak for a principal. Both are held in memory until
 * an identity or policy changes, so that a warm request reads and decodes nothing.
 */
import { parsePolicy } from '../../auth/policy/parse.ts';
import type {
  AttachedPolicy,
  Credential,
  Principal,
  PrincipalPolicies,
  PrincipalSource,
} from '../../auth/principal.ts';
import { type Session, type SessionOpener, sessionCredential } from '../../auth/session.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Store } from '../../storage/store.ts';
import { findPointer, unsealed } from './access-keys.ts';
import type { CompiledDocuments } from './documents.ts';
import { type Generation, GenerationCache } from './generation.ts';
import { groupsOf } from './groups.ts';
import { findHolder } from './holders.ts';
import type { KeyUses } from './key-uses.ts';
import { CACHED_CREDENTIALS_MAX, CACHED_PRINCIPALS_MAX } from './limits.ts';
import { entityArn, rootArn } from './names.ts';
import { defaultDocument } from './policies.ts';
import type { ServiceUses } from './service-uses.ts';
import { accountRecord, type Holder, type HolderKind, keys, type Role, type User } from './store.ts';

export interface PrincipalParts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly sessions: SessionOpener;
  readonly documents: CompiledDocuments;
  readonly generation: Generation;
  readonly keyUses: KeyUses;
  readonly serviceUses: ServiceUses;
}

const NONE: PrincipalPolicies = { identity: [] };
/** Of users that root federated: only their session policies limit them. */
const EVERYTHING: PrincipalPolicies = {
  identity: [
    {
      origin: { type: 'identity-based', name: 'root' },
      policy: parsePolicy(
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
        'identity',
      ),
    },
  ],
};

export class Principals implements PrincipalSource {
  readonly #parts: PrincipalParts;
  readonly #credentials: GenerationCache<Credential>;
  readonly #policies: GenerationCache<PrincipalPolicies>;

  constructor(parts: PrincipalParts) {
    this.#parts = parts;
    this.#credentials = new GenerationCache(parts.generation, CACHED_CREDENTIALS_MAX);
    this.#policies = new GenerationCache(parts.generation, CACHED_PRINCIPALS_MAX);
  }

  async findCredential(accessKeyId: string, sessionToken: string | undefined): Promise<Credential | undefined> {
    // A lasting key has no token: what is sent with it is for the authenticator to refuse.
    const lasting = !accessKeyId.startsWith('ASIA');
    const name = lasting ? accessKeyId : `${accessKeyId} ${sessionToken}`;
    return (
      this.#credentials.get(name) ??
      (await this.#credentials.load(name, () =>
        lasting ? this.#lastingCredential(accessKeyId) : this.#temporaryCredential(accessKeyId, sessionToken),
      ))
    );
  }

  async policiesOf(principal: Principal): Promise<PrincipalPolicies> {
    const own = await this.#ownPolicies(principal);
    const { policies, policyArns } = principal.session ?? {};
    if (!policies && !policyArns) return own;
    const managed = await Promise.all(
      (policyArns ?? []).map((arn) => this.#managedPolicy(principal.accountId, arn, 'session')),
    );
    return { ...own, session: [...(policies ?? []), ...managed.filter((policy) => policy !== undefined)] };
  }

  generation(): number {
    return this.#parts.generation.current;
  }

  keyUsed(accessKeyId: string, service: string, region: string, principal: Principal): void {
    this.#parts.keyUses.used(accessKeyId, service, region);
    this.#parts.serviceUses.used(principal, service, region);
  }

  async #lastingCredential(accessKeyId: string): Promise<Credential | undefined> {
    const { store, sealer } = this.#parts;
    const pointer = await findPointer(store, accessKeyId);
    if (!pointer) return undefined;
    const { accountId, userName } = pointer;
    const user = userName === undefined ? undefined : await findHolder(store, accountId, 'user', userName);
    const held = userName === undefined ? await this.#rootKeys(accountId) : (user?.accessKeys ?? []);
    const key = held.find(({ id }) => id === accessKeyId);
    if (!key) return undefined;
    const principal = user ? userPrincipal(accountId, user) : rootPrincipal(accountId);
    return {
      accessKeyId,
      secretAccessKey: unsealed(sealer, key),
      active: key.status === 'Active',
      principal: { ...principal, accessKeyId },
    };
  }

  async #rootKeys(accountId: string) {
    const entry = await this.#parts.store.get(keys.account(accountId));
    return entry ? accountRecord.decode(entry.value).accessKeys : [];
  }

  /** Of a session whose holder is still the one that it was made for. */
  async #temporaryCredential(accessKeyId: string, token: string | undefined): Promise<Credential | undefined> {
    if (token === undefined) return undefined;
    const session = this.#parts.sessions.open(accessKeyId, token);
    const tags = session && (await this.#holderTags(session));
    return session && tags && sessionCredential(session, token, tags);
  }

  async #holderTags({ holder }: Session): Promise<Readonly<Record<string, string>> | undefined> {
    const { store } = this.#parts;
    if (holder.kind === 'federated' && holder.by) {
      const by = await findHolder(store, holder.accountId, 'user', holder.by.name);
      return by?.id === holder.by.uniqueId ? by.tags : undefined;
    }
    if (holder.kind === 'root' || holder.kind === 'federated')
      return (await store.get(keys.account(holder.accountId))) ? {} : undefined;
    const found = await findHolder(store, holder.accountId, holder.kind, holder.name);
    return found?.id === holder.uniqueId ? found.tags : undefined;
  }

  async #ownPolicies(principal: Principal): Promise<PrincipalPolicies> {
    const holder = holderSpeaking(principal);
    if (holder === 'root') return EVERYTHING;
    if (!holder) return NONE;
    const { kind, name, uniqueId } = holder;
    return (
      this.#policies.get(uniqueId) ??
      (await this.#policies.load(uniqueId, () => this.#readPolicies(principal.accountId, kind, name, uniqueId)))
    );
  }

  async #readPolicies(
    accountId: string,
    kind: 'user' | 'role',
    name: string,
    uniqueId: string,
  ): Promise<PrincipalPolicies> {
    const holder: User | Role | undefined = await findHolder(this.#parts.store, accountId, kind, name);
    // One that was deleted meanwhile, or made anew, may nothing.
    if (holder?.id !== uniqueId) return NONE;
    const groups = 'groups' in holder ? await groupsOf(this.#parts.store, accountId, holder) : [];
    const lists = await Promise.all([
      this.#policiesOfHolder(accountId, kind, holder),
      ...groups.map((group) => this.#policiesOfHolder(accountId, 'group', group)),
    ]);
    const identity = lists.flat();
    if (holder.boundaryArn === undefined) return { identity };
    const boundary = await this.#managedPolicy(accountId, holder.boundaryArn, 'permissions boundary');
    // A boundary that is gone allows nothing.
    const origin = { type: 'permissions boundary', arn: holder.boundaryArn } as const;
    return { identity, boundary: boundary ?? { origin, policy: { statements: [] } } };
  }

  async #policiesOfHolder(accountId: string, kind: HolderKind, holder: Holder): Promise<readonly AttachedPolicy[]> {
    const inline = holder.inline.map(({ name, document }): AttachedPolicy => {
      const origin = { type: 'identity-based', name, holder: `${kind}/${holder.name}` } as const;
      return { origin, policy: this.#parts.documents.get(document, 'identity') };
    });
    const managed = await Promise.all(
      holder.attached.map((arn) => this.#managedPolicy(accountId, arn, 'identity-based')),
    );
    return [...inline, ...managed.filter((policy) => policy !== undefined)];
  }

  async #managedPolicy(
    accountId: string,
    arn: string,
    type: AttachedPolicy['origin']['type'],
  ): Promise<AttachedPolicy | undefined> {
    const { store, documents } = this.#parts;
    const document = await defaultDocument(store, accountId, arn);
    return document === undefined ? undefined : { origin: { type, arn }, policy: documents.get(document, 'identity') };
  }
}

/** Whose policies they are: those of a federated user are the ones of the user that made it. */
function holderSpeaking(
  principal: Principal,
): { readonly kind: 'user' | 'role'; readonly name: string; readonly uniqueId: string } | 'root' | undefined {
  const { kind, userName, userId, session } = principal;
  const [uniqueId = ''] = userId.split(':');
  if (kind === 'user' && userName !== undefined) return { kind, name: userName, uniqueId };
  if (kind === 'assumed-role' && session?.roleName !== undefined) {
    return { kind: 'role', name: session.roleName, uniqueId };
  }
  if (kind !== 'federated-user') return undefined;
  return session?.federatedBy ? { kind: 'user', ...session.federatedBy } : 'root';
}

function userPrincipal(accountId: string, user: User): Principal {
  const arn = entityArn(accountId, 'user', user);
  return { kind: 'user', accountId, arn, userId: user.id, userName: user.name, tags: user.tags };
}

function rootPrincipal(accountId: string): Principal {
  return { kind: 'root', accountId, arn: rootArn(accountId), userId: accountId, tags: {} };
}
