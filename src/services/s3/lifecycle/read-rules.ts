/** A lifecycle configuration as it is put: what S3 refuses is refused here, in its words (public snapshots, 2026-11-27). */
import { invalidArgument, invalidRequest, malformedXml, unsupported } from '../errors.ts';
import { LIFECYCLE_ID_LENGTH_MAX, LIFECYCLE_RULES_MAX, NEWER_VERSIONS_MAX } from '../limits.ts';
import type { LifecycleRule, LifecycleRuleFilter, Tag, Transition } from '../model.ts';
import { DAY_MS } from './dates.ts';

/** The rules with an id each. `newId` names those that come without. */
export function readRules(rules: readonly LifecycleRule[], newId: () => string): readonly LifecycleRule[] {
  if (rules.length === 0 || rules.length > LIFECYCLE_RULES_MAX) throw malformedXml();
  const named = rules.map((rule) => ({ ...rule, ID: rule.ID === undefined || rule.ID === '' ? newId() : rule.ID }));
  const ids = new Set<string>();
  for (const rule of named) {
    if (rule.ID.length > LIFECYCLE_ID_LENGTH_MAX) {
      throw invalidArgument('ID length should not exceed allowed limit of 255', 'ID', rule.ID);
    }
    if (ids.has(rule.ID)) {
      throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', rule.ID);
    }
    ids.add(rule.ID);
    checkRule(rule);
  }
  return named;
}

function checkRule(rule: LifecycleRule): void {
  const { Filter, Prefix, Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload: abort } = rule;
  if ((Filter === undefined) === (Prefix === undefined)) throw malformedXml();
  const tags = checkFilter(Filter);
  if (rule.NoncurrentVersionTransitions?.length) throw unsupported('transitions of noncurrent versions');
  const transitions = rule.Transitions ?? [];
  if (!Expiration && !NoncurrentVersionExpiration && !abort && transitions.length === 0) {
    throw invalidRequest('At least one action needs to be specified in a rule');
  }
  if (Expiration) checkExpiration(rule, Expiration, tags.length > 0);
  for (const transition of transitions) checkTransition(transition);
  if (NoncurrentVersionExpiration) checkNoncurrent(NoncurrentVersionExpiration);
  if (abort) {
    positive(abort.DaysAfterInitiation, 'DaysAfterInitiation', 'AbortIncompleteMultipartUpload action');
    if (tags.length > 0) throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags.');
  }
}

/** The tags that it names. */
function checkFilter(filter: LifecycleRuleFilter | undefined): readonly Tag[] {
  if (!filter) return [];
  const said = Object.values(filter).filter((value) => value !== undefined);
  if (said.length > 1) throw malformedXml();
  const { Tag: tag, And } = filter;
  const tags = And?.Tags ?? (tag ? [tag] : []);
  if (And) {
    const parts = [And.Prefix, And.ObjectSizeGreaterThan, And.ObjectSizeLessThan];
    const count = parts.filter((part) => part !== undefined).length + tags.length;
    if (count < 2) throw malformedXml();
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw invalidRequest('Duplicate Tag Keys are not allowed.');
  }
  return tags;
}

function checkExpiration(
  { Transitions = [] }: LifecycleRule,
  { Days, Date: dateMs, ExpiredObjectDeleteMarker }: NonNullable<LifecycleRule['Expiration']>,
  hasTags: boolean,
): void {
  const said = [Days, dateMs, ExpiredObjectDeleteMarker].filter((value) => value !== undefined).length;
  if (said !== 1) throw malformedXml();
  if (ExpiredObjectDeleteMarker !== undefined && hasTags) {
    throw invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags.');
  }
  if (Days !== undefined) positive(Days, 'Days', 'Expiration action');
  atMidnight(dateMs);
  const last = Math.max(0, ...Transitions.map((transition) => transition.Days ?? 0));
  if (Days !== undefined && Days <= last) {
    const words = "'Days' in the Expiration action must be greater than 'Days' in the Transition action";
    throw invalidArgument(words, 'Days', String(Days));
  }
}

const INFREQUENT: ReadonlySet<string> = new Set(['STANDARD_IA', 'ONEZONE_IA']);
const INFREQUENT_DAYS_MIN = 30;

function checkTransition({ Days, Date: dateMs, StorageClass }: Transition): void {
  if (StorageClass === undefined || (Days !== undefined && dateMs !== undefined)) throw malformedXml();
  if (StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE') {
    throw unsupported(`transitions to ${StorageClass}, whose objects must be restored before they are read`);
  }
  if (Days === undefined && dateMs === undefined) throw malformedXml();
  if (Days !== undefined && Days < 0) {
    throw invalidArgument("'Days' for Transition action must be a nonnegative integer", 'Days', String(Days));
  }
  atMidnight(dateMs);
  if (Days !== undefined && INFREQUENT.has(StorageClass) && Days < INFREQUENT_DAYS_MIN) {
    const words = `'Days' in Transition action must be greater than or equal to 30 for storageClass '${StorageClass}'`;
    throw invalidArgument(words, 'Days', String(Days));
  }
}

function checkNoncurrent(expiration: NonNullable<LifecycleRule['NoncurrentVersionExpiration']>): void {
  const { NoncurrentDays, NewerNoncurrentVersions: newer } = expiration;
  if (NoncurrentDays === undefined) throw malformedXml();
  positive(NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionExpiration action');
  if (newer !== undefined && (newer < 1 || newer > NEWER_VERSIONS_MAX)) {
    const words = "'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be between 1 and 100";
    throw invalidArgument(words, 'NewerNoncurrentVersions', String(newer));
  }
}

function positive(value: number | undefined, name: string, action: string): void {
  if (value === undefined) throw malformedXml();
  if (value < 1) throw invalidArgument(`'${name}' for ${action} must be a positive integer`, name, String(value));
}

function atMidnight(dateMs: number | undefined): void {
  if (dateMs === undefined || dateMs % DAY_MS === 0) return;
  throw invalidArgument("'Date' must be at midnight GMT", 'Date', new Date(dateMs).toISOString());
}
