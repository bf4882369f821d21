/** The forms by which a function is called: its name, part of its ARN, or all of it, each with or without a qualifier. */
import { functionNotFound, invalidParameter, notFound, validationError } from './errors.ts';
import type { FunctionId, Place } from './store.ts';

export interface FunctionRef extends FunctionId {
  /** As given, in the name or beside it. */
  readonly qualifier?: string;
}

export const LATEST = '$LATEST';

const NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';

const NAME =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9\-_.]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9\-_]+))?$/;

/** Throws as AWS does on what is no name of a function, on one of another region, and where two qualifiers differ. */
export function parseFunctionName(place: Place, text: string, qualifier?: string): FunctionRef {
  const groups = NAME.exec(text)?.groups;
  if (!groups?.['name']) {
    throw validationError('functionName', text, `Member must satisfy regular expression pattern: ${NAME_PATTERN}`);
  }
  const { region, account, name, qualifier: inName } = groups;
  if (region !== undefined && region !== place.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${place.region}')`);
  }
  if (qualifier !== undefined && inName !== undefined && qualifier !== inName) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const used = qualifier ?? inName;
  return {
    accountId: account ?? place.accountId,
    region: place.region,
    name,
    ...(used !== undefined && { qualifier: used }),
  };
}

/** The function that a tagging operation's ARN names. */
export function parseTaggedArn(place: Place, arn: string): FunctionRef {
  if (!arn.includes(':function:')) throw notFound('The resource you requested does not exist.');
  const ref = parseFunctionName(place, arn);
  if (ref.qualifier !== undefined) {
    throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  }
  return ref;
}

/** `arn:aws:lambda:<region>:<account>:function:<name>`, without a qualifier. */
export function functionArn(id: FunctionId): string {
  return `arn:aws:lambda:${id.region}:${id.accountId}:function:${id.name}`;
}

/** With the qualifier that was given, if any: what access is asked for, and what messages say. */
export function calledArn(ref: FunctionRef): string {
  return ref.qualifier === undefined ? functionArn(ref) : `${functionArn(ref)}:${ref.qualifier}`;
}

/** There are neither published versions nor aliases yet: every qualifier but $LATEST names nothing. */
export function requireLatest(ref: FunctionRef): void {
  if (ref.qualifier !== undefined && ref.qualifier !== LATEST) throw functionNotFound(calledArn(ref));
}
