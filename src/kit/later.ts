/** Stands for something that is loaded when it is first used. */

type Asynchronous<T> = { readonly [Name in keyof T]: (...words: never[]) => Promise<unknown> };

/** `load`, once for all who ask; what failed is tried again. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}

/** An object with these methods, which is loaded when one of them is first called. */
export function later<T extends Asynchronous<T>>(methods: Readonly<Record<keyof T, true>>, load: () => Promise<T>): T {
  const loaded = once(load);
  const names = Object.keys(methods) as (keyof T)[];
  const standing = names.map((name) => [name, async (...words: never[]) => await (await loaded())[name](...words)]);
  return Object.fromEntries(standing) as T;
}
