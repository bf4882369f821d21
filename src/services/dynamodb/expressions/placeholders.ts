/** The names and values of a request, which its expressions share; each of them must be used by one. */
import { validationError } from '../errors.ts';
import { WireError } from '../../../wire/error.ts';
import { checkValue } from '../values/check-value.ts';
import { type AttributeValue } from '../values/value.ts';
import type { Used } from './operand.ts';

const NAME = /^#[A-Za-z0-9_]+$/;
const VALUE = /^:[A-Za-z0-9_]+$/;

export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

export class Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
  readonly #unusedNames: Set<string> | undefined;
  readonly #unusedValues: Set<string> | undefined;

  /** Checks keys and values. Throws ValidationException. */
  constructor({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: PlaceholderInput) {
    if (names) checkKeys('ExpressionAttributeNames', Object.keys(names), NAME);
    if (values) {
      checkKeys('ExpressionAttributeValues', Object.keys(values), VALUE);
      for (const name of Object.keys(values)) checkNamed(name, values[name]);
    }
    this.names = names ?? {};
    this.values = values ?? {};
    this.#unusedNames = names && new Set(Object.keys(names));
    this.#unusedValues = values && new Set(Object.keys(values));
  }

  use({ names, values }: Pick<Used, 'names' | 'values'>): void {
    if (this.#unusedNames) for (const name of names) this.#unusedNames.delete(name);
    if (this.#unusedValues) for (const value of values) this.#unusedValues.delete(value);
  }

  requireAllUsed(): void {
    requireNone('ExpressionAttributeNames', this.#unusedNames);
    requireNone('ExpressionAttributeValues', this.#unusedValues);
  }
}

function checkKeys(parameter: string, keys: readonly string[], pattern: RegExp): void {
  if (keys.length === 0) throw validationError(`${parameter} must not be empty`);
  for (const key of keys) {
    if (!pattern.test(key)) throw validationError(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
  }
}

/** What is wrong with a value is said with its name. */
function checkNamed(name: string, value: AttributeValue | undefined): void {
  try {
    checkValue(value);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${name}`);
  }
}

function requireNone(parameter: string, unused: ReadonlySet<string> | undefined): void {
  if (!unused || unused.size === 0) return;
  throw validationError(`Value provided in ${parameter} unused in expressions: keys: {${[...unused].join(', ')}}`);
}
