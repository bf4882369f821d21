/** How a case says which error an operation answers, and to what. */
import type { Caller, DataCloud, Input, SeenError } from './data-cloud.ts';

export interface ErrorCase {
  /** Or what makes it, once the cloud is ready for it. */
  readonly input: Input | ((cloud: DataCloud) => Promise<Input>);
  readonly withoutBody?: boolean;
  /** Where the SDK's client cannot ask in this way. */
  readonly answer?: (cloud: DataCloud) => Promise<SeenError>;
  readonly message: string | RegExp;
  readonly caller?: Caller;
  /** us-east-1 where nothing is said. */
  readonly region?: string;
  /** What the SDK names it by, where the answer has no words: to HEAD, and 304. */
  readonly seenAs?: string;
}

/** By operation and code: `PutItem ConditionalCheckFailedException`. */
export type ErrorCases = Readonly<Record<string, ErrorCase>>;

/** The same code of several operations. */
export function each(
  code: string,
  inputs: Readonly<Record<string, ErrorCase['input']>>,
  rest: Omit<ErrorCase, 'input' | 'answer'>,
): ErrorCases {
  return Object.fromEntries(
    Object.entries(inputs).map(([operation, input]) => [`${operation} ${code}`, { input, ...rest }]),
  );
}
