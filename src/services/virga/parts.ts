/** What this service needs of others; main.ts hands it in. */
import type { Metering } from '../../metering/open.ts';
import type { Context } from '../service.ts';

export interface VirgaParts {
  /** The account of the first start; only its principals manage the cloud. */
  readonly ownerAccountId: string;
  readonly accounts: AccountDirectory;
  readonly metering: Pick<Metering, 'costOf' | 'budgets'>;
  /** Version, isolation, runtimes and the state of each part, as plain JSON. */
  status(): Promise<object> | object;
  /** Why a request of this account was denied, as the authorizer explained it then; undefined where none is known. */
  findDenial(accountId: string, requestId: string): Promise<object | undefined>;
}

export interface AccountDirectory {
  /** Undefined where there is such an account already. The keys cannot be had again by the API. */
  create(accountId: string, name: string | undefined): Promise<NewAccount | undefined>;
  list(): Promise<readonly AccountSummary[]>;
}

export interface NewAccount {
  readonly root: AccountKeys;
  readonly admin: AccountKeys;
}

export interface AccountKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface AccountSummary {
  readonly accountId: string;
  readonly name?: string | undefined;
  readonly createdAtMs: number;
}

export type VirgaContext = Context<VirgaParts>;
