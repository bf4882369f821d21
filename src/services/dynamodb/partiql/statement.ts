/** Statements as they are parsed: conditions and updates are those of expressions, whose values are counted. */
import type { Check } from '../expressions/checks.ts';
import type { Condition } from '../expressions/condition-parser.ts';
import type { Path } from '../expressions/path.ts';
import type { Action } from '../expressions/update-parser.ts';
import type { ValueNode } from './value-node.ts';

export interface Source {
  readonly table: string;
  readonly index?: string;
}

export interface Column {
  readonly path: Path;
  /** Of the answer's attribute: the last name of the path. */
  readonly name: string;
}

export interface OrderTerm {
  readonly attribute: string;
  readonly descending: boolean;
}

export type Returning = 'ALL OLD' | 'ALL NEW' | 'MODIFIED OLD' | 'MODIFIED NEW';

export interface Select {
  readonly kind: 'select';
  readonly source: Source;
  /** Undefined for `*`. */
  readonly columns: readonly Column[] | undefined;
  readonly where: Condition | undefined;
  readonly orderBy: readonly OrderTerm[];
  /** `EXISTS(SELECT …)`, a condition in a transaction. */
  readonly isExists: boolean;
}

export interface Insert {
  readonly kind: 'insert';
  readonly source: Source;
  readonly members: readonly (readonly [name: string, value: ValueNode])[];
}

export interface UpdateStatement {
  readonly kind: 'update';
  readonly source: Source;
  readonly where: Condition | undefined;
  readonly actions: readonly Action[];
  readonly returning: Returning | undefined;
}

export interface DeleteStatement {
  readonly kind: 'delete';
  readonly source: Source;
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export interface Statement {
  readonly body: Select | Insert | UpdateStatement | DeleteStatement;
  /** By the names that the operands have: `:0`, `:1`, … */
  readonly values: ReadonlyMap<string, ValueNode>;
  readonly parameterCount: number;
  /** Top-level attributes that it names. */
  readonly attributes: readonly string[];
  /** What is wrong with it in AWS's words, with the values of a request. */
  readonly checks: readonly Check[];
}
