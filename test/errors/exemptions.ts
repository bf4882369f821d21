/** Documented errors that cannot be answered here, each with its reason. A test holds the list against what is answered. */
import type { ServiceName } from './data-cloud.ts';

export interface Exemption {
  readonly service: ServiceName;
  readonly code: string;
  /** Every one that documents it, where nothing is said. */
  readonly operations?: readonly string[];
  readonly reason: string;
}

const GLOBAL_2017 =
  'Global tables of 2017 cannot be made any more: AWS refuses with ValidationException, and so does this (what-tables-have-not.test.ts).';
const KINESIS =
  'Kinesis streams as destinations cannot be switched on (README, Gaps): no operation on one is under way.';
const AT_ONCE = 'It holds once the operation has answered, and may be changed again at once (README, By design).';
const IN_REASONS =
  'Comes as a reason of TransactionCanceledException, whose case asks for it; AWS documents both, and answers that one.';
const ACCESS_POINTS = 'There are no access points (README, Gaps).';
const DIRECTORY = 'Of appends to directory buckets, which are refused (README, Gaps).';
const NOT_ARCHIVED = 'Nothing is archived: GLACIER and DEEP_ARCHIVE are refused (README, Gaps).';
const REFUSED = 'The configuration is refused whole with NotImplemented (README, Gaps).';
const COMMITTED = 'Changes of one bucket or object run one after another; none is refused because of another.';

export const EXEMPTIONS: readonly Exemption[] = [
  {
    service: 'dynamodb',
    code: 'RequestLimitExceeded',
    reason: "Quotas of an account's throughput are not enforced (README, Gaps): what the machine gives is the limit.",
  },
  {
    service: 'dynamodb',
    code: 'ItemCollectionSizeLimitExceededException',
    reason: 'Item collections may grow past 10 GB (README, Gaps).',
  },
  {
    service: 'dynamodb',
    code: 'ReplicatedWriteConflictException',
    reason: 'Only of global tables with multi-Region strong consistency, which are refused (README, Gaps).',
  },
  {
    service: 'dynamodb',
    code: 'TransactionConflictException',
    reason: 'Writes of the same item wait for each other; none is refused because of another (README, By design).',
  },
  {
    service: 'dynamodb',
    code: 'TransactionInProgressException',
    reason: 'A request with the token of one under way waits for it, and is then answered as done (README, By design).',
  },
  {
    service: 'dynamodb',
    code: 'ProvisionedThroughputExceededException',
    operations: ['TransactGetItems', 'TransactWriteItems', 'ExecuteTransaction'],
    reason: IN_REASONS,
  },
  {
    service: 'dynamodb',
    code: 'ThrottlingException',
    operations: ['TransactGetItems', 'TransactWriteItems', 'ExecuteTransaction'],
    reason: IN_REASONS,
  },
  {
    service: 'dynamodb',
    code: 'ThrottlingException',
    operations: ['BatchExecuteStatement'],
    reason: "Comes as the statement's own error in an answer of 200 (throttle.test.ts), as the API reference has it.",
  },
  { service: 'dynamodb', code: 'GlobalTableAlreadyExistsException', reason: GLOBAL_2017 },
  {
    service: 'dynamodb',
    code: 'TableNotFoundException',
    operations: ['CreateGlobalTable', 'UpdateGlobalTable'],
    reason: GLOBAL_2017,
  },
  { service: 'dynamodb', code: 'GlobalTableNotFoundException', operations: ['UpdateGlobalTable'], reason: GLOBAL_2017 },
  { service: 'dynamodb', code: 'ReplicaAlreadyExistsException', reason: GLOBAL_2017 },
  { service: 'dynamodb', code: 'ReplicaNotFoundException', reason: GLOBAL_2017 },
  { service: 'dynamodb', code: 'IndexNotFoundException', reason: GLOBAL_2017 },
  {
    service: 'dynamodb',
    code: 'LimitExceededException',
    operations: ['CreateGlobalTable', 'UpdateGlobalTableSettings'],
    reason: GLOBAL_2017,
  },
  {
    service: 'dynamodb',
    code: 'ResourceInUseException',
    operations: ['UpdateGlobalTableSettings'],
    reason: GLOBAL_2017,
  },
  {
    service: 'dynamodb',
    code: 'LimitExceededException',
    operations: [
      'EnableKinesisStreamingDestination',
      'DisableKinesisStreamingDestination',
      'UpdateKinesisStreamingDestination',
    ],
    reason: KINESIS,
  },
  {
    service: 'dynamodb',
    code: 'ResourceInUseException',
    operations: [
      'EnableKinesisStreamingDestination',
      'DisableKinesisStreamingDestination',
      'UpdateKinesisStreamingDestination',
    ],
    reason: KINESIS,
  },
  {
    service: 'dynamodb',
    code: 'LimitExceededException',
    operations: ['TagResource', 'UntagResource', 'PutResourcePolicy', 'DeleteResourcePolicy', 'UpdateTimeToLive'],
    reason: AT_ONCE,
  },
  {
    service: 'dynamodb',
    code: 'ResourceInUseException',
    operations: ['TagResource', 'UntagResource', 'PutResourcePolicy', 'DeleteResourcePolicy', 'UpdateTimeToLive'],
    reason: `${AT_ONCE} A table that is being made is not found, as on AWS for most of that time (ack-api-quirks, DDB-TABLE-101 and 115).`,
  },
  {
    service: 'dynamodb',
    code: 'LimitExceededException',
    operations: ['DeleteTable'],
    reason: 'AWS counts 500 tables that are being made, changed or deleted: here none is, once it has answered.',
  },
  {
    service: 'dynamodb',
    code: 'LimitExceededException',
    operations: ['CreateBackup', 'DeleteBackup'],
    reason: 'Backups have no quota, and copies wait for their turn (README, By design).',
  },
  {
    service: 'dynamodb',
    code: 'LimitExceededException',
    operations: ['DescribeExport', 'ListExports', 'ListImports'],
    reason: 'Reads: the model names it for AWS as a whole, which limits the rate of such calls.',
  },
  {
    service: 'dynamodb',
    code: 'BackupInUseException',
    operations: ['CreateBackup'],
    reason: 'A table may have several backups made at once: each is the copy of a moment of its own.',
  },
  {
    service: 'dynamodb',
    code: 'TableInUseException',
    operations: ['CreateBackup'],
    reason: 'A table that is being restored is not found, as on AWS (ack-api-quirks, DDB-TABLE-217 and 277).',
  },
  {
    service: 'dynamodb',
    code: 'ContinuousBackupsUnavailableException',
    reason: 'Backups can be made of every table as soon as it is there.',
  },
  {
    service: 'dynamodb-streams',
    code: 'LimitExceededException',
    reason: 'Streams are read at any rate (README, Gaps).',
  },
  {
    service: 'dynamodb-streams',
    code: 'ResourceNotFoundException',
    operations: ['ListStreams'],
    reason: 'A table that is gone may have left streams: one that never was has none, and the list is empty.',
  },
  { service: 's3', code: 'InvalidAccessPointAliasError', reason: ACCESS_POINTS },
  { service: 's3', code: 'InvalidWriteOffset', reason: DIRECTORY },
  { service: 's3', code: 'TooManyParts', reason: DIRECTORY },
  { service: 's3', code: 'EncryptionTypeMismatch', reason: DIRECTORY },
  { service: 's3', code: 'ObjectNotInActiveTierError', reason: NOT_ARCHIVED },
  { service: 's3', code: 'InvalidObjectState', operations: ['GetObject'], reason: NOT_ARCHIVED },
  {
    service: 's3',
    code: 'ObjectAlreadyInActiveTierError',
    reason: `${NOT_ARCHIVED} RestoreObject answers InvalidObjectState, as AWS does for objects of other classes.`,
  },
  { service: 's3', code: 'RestoreAlreadyInProgress', reason: NOT_ARCHIVED },
  { service: 's3', code: 'GlacierExpeditedRetrievalNotAvailable', reason: NOT_ARCHIVED },
  { service: 's3', code: 'TooManyConfigurations', reason: REFUSED },
  {
    service: 's3',
    code: 'InvalidArgument',
    operations: [
      'PutBucketAnalyticsConfiguration',
      'PutBucketIntelligentTieringConfiguration',
      'PutBucketInventoryConfiguration',
    ],
    reason: REFUSED,
  },
  {
    service: 's3',
    code: 'OperationAborted',
    operations: ['PutBucketTagging', 'PutObjectTagging'],
    reason: COMMITTED,
  },
  {
    service: 's3',
    code: 'ConditionalRequestConflict',
    operations: ['PutObject'],
    reason:
      'Conditions are judged in the commit, one write after another: who comes second is told PreconditionFailed.',
  },
  { service: 's3', code: 'TooManyBuckets', reason: 'The quota of buckets is not enforced (README, Gaps).' },
];
