/** UpdateExpression as a function from the item before to the item after. */
import type { AttributeValue, Item } from '../values/value.ts';
import { compiledOnce } from './cache.ts';
import type { Placeholders } from './placeholders.ts';
import { compilePaths } from './projection.ts';
import { applyChanges, type Change } from './update-item.ts';
import { compileAction, type Decide } from './update-action.ts';
import { type Action, parseUpdate } from './update-parser.ts';

export interface Update {
  /** Everything is evaluated against the item as it was. Throws ValidationException. */
  apply(item: Item): Item;
  /** Of an item before or after: what the update's paths lead to (UPDATED_OLD, UPDATED_NEW). */
  updatedPart(item: Item): Item;
  /** Top-level attributes that it writes, in the order of the actions; none may be of the key. */
  readonly writes: readonly string[];
  /** All top-level attributes that it names. */
  readonly attributes: readonly string[];
  /** Nothing but removals: these do not make an item that does not exist. */
  readonly onlyRemoves: boolean;
}

export interface CompiledUpdate {
  readonly decides: readonly Decide[];
  readonly updatedPart: (item: Item) => Item;
  readonly writes: readonly string[];
  readonly onlyRemoves: boolean;
}

/** Throws ValidationException. */
export function compileUpdate(text: string, placeholders: Placeholders): Update {
  const { result, attributes } = compiledOnce('UpdateExpression', text, placeholders, (names) => {
    const { actions, used, checks } = parseUpdate(text, names);
    return { used, checks, compile: () => compileActions(actions) };
  });
  return bindUpdate(result, attributes, placeholders.values);
}

/** Of actions that were checked. */
export function compileActions(actions: readonly Action[]): CompiledUpdate {
  const paths = actions.map(({ path }) => path);
  return {
    decides: actions.map(compileAction),
    updatedPart: compilePaths(paths),
    writes: [...new Set(paths.map(([name]) => name))],
    onlyRemoves: actions.every(({ kind }) => kind === 'remove' || kind === 'delete'),
  };
}

export function bindUpdate(
  { decides, updatedPart, writes, onlyRemoves }: CompiledUpdate,
  attributes: readonly string[],
  values: Readonly<Record<string, AttributeValue>>,
): Update {
  return {
    apply(item) {
      const changes: Change[] = [];
      for (const decide of decides) {
        const change = decide(item, values);
        if (change) changes.push(change);
      }
      return applyChanges(item, changes);
    },
    updatedPart,
    writes,
    attributes,
    onlyRemoves,
  };
}
