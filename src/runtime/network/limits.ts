/** Bounds of the functions' networks, each with its source. */

/** Namespaces prepared ahead. Ours: a cold start then does not wait for one (some 60 ms by veth). */
export const VETH_AHEAD = 6;
/** Fewer: each is a pasta of some 20 MB, and 250 ms of work. */
export const PASTA_AHEAD = 2;
/** Made at a time: they share the kernel's one lock on interfaces. Ours. */
export const MADE_AT_A_TIME = 2;

/** After one was taken, while others are ready, the next is made. Ours: a start takes some 100 ms. */
export const REFILL_MS = 250;

/** Connections of one function through the host's connection tracking: as many as it may have open files. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, 2026-11-23. */
export const MAX_FLOWS = 1024;

/** A namespace that is not made by then will not be. Ours. */
export const MAKE_TIMEOUT_MS = 15_000;
/** A namespace could not be made: this long no other is tried, and functions start without. Ours. */
export const RETRY_MS = 10_000;
/** Changes of the host's addresses come in bursts. Ours. */
export const SETTLE_MS = 100;
/** The watch over the host's addresses ended: it is started again after this. Ours. */
export const WATCH_RETRY_MS = 5_000;

/** Queries of one sandbox that wait for an answer; the Route 53 Resolver has no documented one. Ours. */
export const MAX_QUERIES_WAITING = 64;
/** Of one sandbox in a second; https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html ("1024 packets per second"), 2026-11-24. */
export const MAX_QUERIES_A_SECOND = 1024;
/** Past this it is no longer a program that asks for names, but an attack on us: its name service ends. Ours. */
export const MAX_FLOOD_A_SECOND = 20_000;
/** TCP connections for names of one sandbox, and how long one may be idle. Ours; RFC 7766, 6.2.3 asks for seconds. */
export const MAX_NAME_CONNECTIONS = 8;
export const NAME_IDLE_MS = 10_000;
/** One try at one name server, as in resolv.conf(5): 5 s there, shorter here so that the second is reached before the client gives up. */
export const NAME_TRY_MS = 2_000;
/** resolv.conf(5): attempts and servers. */
export const NAME_ROUNDS = 2;
export const MAX_NAME_SERVERS = 3;
/** RFC 1035, 4.2.2: the length has two bytes. */
export const MAX_MESSAGE_BYTES = 65_535;
/** Of a question: a name has at most 255 bytes (RFC 1035, 2.3.4), its options a few dozen. Ours. */
export const MAX_QUERY_BYTES = 4096;
/** How long the host's resolv.conf is believed without another look. Ours. */
export const RESOLV_CONF_MS = 2_000;
