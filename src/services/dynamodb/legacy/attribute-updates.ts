/** AttributeUpdates, the updates of the API before expressions. Messages are those of dynalite's recordings of AWS. */
import { invalidValues, validationError } from '../errors.ts';
import type { Change } from '../expressions/update-item.ts';
import { applyChanges } from '../expressions/update-item.ts';
import { addTo, deleteFrom } from '../expressions/update-action.ts';
import { projectAttributes } from '../expressions/projection.ts';
import type { Update } from '../expressions/update.ts';
import type { AttributeValueUpdate } from '../model.ts';
import { checkValue } from '../values/check-value.ts';
import { type AttributeType, type AttributeValue, attributeOf, type Item, typeOf } from '../values/value.ts';

const ADDABLE: readonly AttributeType[] = ['N', 'SS', 'NS', 'BS', 'L'];
const SETS: readonly AttributeType[] = ['SS', 'NS', 'BS'];

/** Throws ValidationException. */
export function readAttributeUpdates(updates: Readonly<Record<string, AttributeValueUpdate>>): Update {
  const entries = Object.entries(updates);
  for (const [, update] of entries) checkUpdate(update);
  const names = entries.map(([name]) => name);
  return {
    apply: (item) =>
      applyChanges(
        item,
        entries.map(([name, update]) => changeOf(item, name, update)),
      ),
    updatedPart: (item) => projectAttributes(names).project(item),
    writes: names,
    attributes: names,
    onlyRemoves: entries.length > 0 && entries.every(([, { Action: action }]) => action === 'DELETE'),
  };
}

function checkUpdate({ Action: action, Value: value }: AttributeValueUpdate): void {
  if (!value) {
    if (action !== 'DELETE') throw invalidValues('Only DELETE action is allowed when no attribute value is specified');
    return;
  }
  checkValue(value);
  const type = typeOf(value);
  if (action === 'DELETE' && !SETS.includes(type)) {
    throw invalidValues(`DELETE action with value is not supported for the type ${type}`);
  }
  if (action === 'ADD' && !ADDABLE.includes(type)) {
    throw invalidValues(`ADD action is not supported for the type ${type}`);
  }
}

function changeOf(item: Item, name: string, { Action: action, Value: value }: AttributeValueUpdate): Change {
  const path = [name] as const;
  if (!value || action === 'PUT' || action === undefined) return { path, value };
  const old = attributeOf(item, name);
  if (old && typeOf(old) !== typeOf(value)) throw validationError('Type mismatch for attribute to update');
  return { path, value: action === 'ADD' ? added(old, value) : deleteFrom(old, value) };
}

/** Lists can be added to here, and in no expression. */
function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (old?.L && value.L) return { L: [...old.L, ...value.L] };
  return addTo(old, value);
}
