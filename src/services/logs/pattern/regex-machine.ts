/**
 * Runs parsed regular expressions in one pass over the text: the set of places that a match may have reached is a
 * state, made when first met (a lazy automaton). The number of remembered states is bounded; past it they are made anew.
 */
import type { CharacterSet, RegexSequence } from './regex.ts';

interface State {
  /** Places, ascending. */
  readonly places: Uint16Array;
  /** By character (128: all that are not ASCII). */
  readonly next: (State | undefined)[];
  readonly matched: boolean;
  /** Matched, if the text ends here. */
  readonly matchedAtEnd: boolean;
}

type Place =
  | { readonly kind: 'item'; readonly set: CharacterSet; readonly many: boolean; readonly optional: boolean }
  | { readonly kind: 'end'; readonly toEnd: boolean };

const OTHERS = 128;
const STATES_MAX = 500;

export class RegexMachine {
  readonly #places: Place[] = [];
  /** Places where a match may begin: anywhere, and at the start of the text alone. */
  readonly #anywhere: number[] = [];
  readonly #start: number[] = [];
  readonly #states = new Map<string, State>();

  constructor(sequences: readonly RegexSequence[]) {
    for (const { items, fromStart, toEnd } of sequences) {
      (fromStart ? this.#start : this.#anywhere).push(this.#places.length);
      for (const { set, repeat } of items) {
        this.#places.push({ kind: 'item', set, many: repeat === 'many', optional: repeat !== 'once' });
      }
      this.#places.push({ kind: 'end', toEnd });
    }
  }

  matches(text: string): boolean {
    let state = this.#stateOf([...this.#start, ...this.#anywhere]);
    for (let at = 0; at < text.length; at++) {
      if (state.matched) return true;
      const code = Math.min(text.charCodeAt(at), OTHERS);
      state = state.next[code] ?? this.#step(state, code);
    }
    return state.matched || state.matchedAtEnd;
  }

  #step(state: State, code: number): State {
    const reached = [...this.#anywhere];
    for (const at of state.places) {
      const place = this.#places[at];
      if (place?.kind !== 'item') continue;
      const matches = code === OTHERS ? place.set.others : place.set.ascii[code] === 1;
      if (matches) reached.push(place.many ? at : at + 1);
    }
    const next = this.#stateOf(reached);
    state.next[code] = next;
    return next;
  }

  #stateOf(reached: readonly number[]): State {
    const seen = new Set<number>();
    for (const first of reached) {
      for (let at = first; !seen.has(at); at++) {
        seen.add(at);
        const place = this.#places[at];
        if (place?.kind !== 'item' || !place.optional) break;
      }
    }
    const places = Uint16Array.from(seen).sort();
    const key = places.join(',');
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= STATES_MAX) this.#forget();
    const ends = [...places].map((at) => this.#places[at]).filter((place) => place?.kind === 'end');
    const state = {
      places,
      next: [],
      matched: ends.some((end) => !end.toEnd),
      matchedAtEnd: ends.length > 0,
    };
    this.#states.set(key, state);
    return state;
  }

  #forget(): void {
    for (const state of this.#states.values()) state.next.length = 0;
    this.#states.clear();
  }
}
