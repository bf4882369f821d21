/** What a bucket must hold after any sequence of operations, told as simply as it can be. */

export interface ModelVersion {
  readonly id: string;
  /** Undefined where it is a delete marker. */
  readonly body: string | undefined;
}

export class ModelBucket {
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** The newest first. */
  readonly #versions = new Map<string, readonly ModelVersion[]>();

  /** `id`: what the answer said; undefined where it said none. */
  put(key: string, body: string, id: string | undefined): void {
    this.#onTop(key, { id: id ?? 'null', body });
  }

  delete(key: string, id: string | undefined): void {
    if (this.versioning === undefined) this.#versions.delete(key);
    else this.#onTop(key, { id: id ?? 'null', body: undefined });
  }

  deleteVersion(key: string, id: string): void {
    this.#set(
      key,
      this.versions(key).filter((version) => version.id !== id),
    );
  }

  /** Undefined where there is none, or a marker is on top. */
  get(key: string): string | undefined {
    return this.versions(key)[0]?.body;
  }

  versions(key: string): readonly ModelVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** Keys in the order of their UTF-8 bytes. */
  get keys(): readonly string[] {
    return [...this.#versions.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  get bodies(): readonly string[] {
    return this.keys.flatMap((key) => this.versions(key).flatMap(({ body }) => (body === undefined ? [] : [body])));
  }

  /** A version of the same id is replaced: only the null version can be. */
  #onTop(key: string, version: ModelVersion): void {
    const others = this.versions(key).filter(({ id }) => id !== version.id);
    this.#set(key, [version, ...others]);
  }

  #set(key: string, versions: readonly ModelVersion[]): void {
    if (versions.length === 0) this.#versions.delete(key);
    else this.#versions.set(key, versions);
  }
}
