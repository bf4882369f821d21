/** Every bound of resource policies by name, with its source. */

/** "The maximum size supported for a resource-based policy document is 20 KB" (PutResourcePolicy, 2026-11-27). */
export const POLICY_BYTES_MAX = 20_480;
