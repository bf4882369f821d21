/** Ours: the list of accounts is answered whole. */
export const MAX_ACCOUNTS = 1_000;
