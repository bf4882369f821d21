/** A network namespace with a way to the internet and to nothing else of this host, for one sandbox. */

export interface FunctionNetwork {
  /** The namespace, as a path that this process can open. */
  readonly file: string;
  /** Takes it down; its sandbox has ended. */
  close(): Promise<void>;
}

/** Adapters: veth/ (as root) and pasta/ (as an ordinary user). */
export interface NetworkMaker {
  /** One line for people: `internet by veth and nftables`. */
  readonly summary: string;
  /** How many are kept prepared. */
  readonly ahead: number;
  make(): Promise<FunctionNetwork>;
  /** After all that it made were closed. */
  close(): Promise<void>;
}

/** The mount namespace of the sandboxes, in which network namespaces are kept: they go with it, however it ends. */
export interface NetworkRoom {
  readonly pid: number;
  /** Words that start a program inside, with all rights over it. */
  managing(): string[];
}

/** Why no network can be had, in words for people; anything else is a fault of ours. */
export class NetworkRefusedError extends Error {}
