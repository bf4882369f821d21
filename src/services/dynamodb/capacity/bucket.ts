/** Capacity that comes at a rate and is kept for a while when it is not used. */
export class Bucket {
  #units: number;
  #atMs: number;
  #rate: number;

  /** Full: a new table may be used at once. */
  constructor(rate: number, keptSeconds: number, nowMs: number) {
    this.#rate = rate;
    this.#units = rate * keptSeconds;
    this.#atMs = nowMs;
  }

  /** Whether there is any left; one more request may take more than there is. */
  hasAny(rate: number, keptSeconds: number, nowMs: number): boolean {
    this.#units = Math.min(this.#units + ((nowMs - this.#atMs) / 1000) * this.#rate, rate * keptSeconds);
    this.#rate = rate;
    this.#atMs = nowMs;
    return this.#units > 0;
  }

  take(units: number): void {
    this.#units -= units;
  }
}
