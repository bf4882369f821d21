/** What the service says of backups and of recovery. */
import {
  type BackupDescription,
  type BackupDetails,
  type BackupSummary,
  type ContinuousBackupsDescription,
  type LocalSecondaryIndexInfo,
  PointInTimeRecoveryUnavailableException,
} from '../model.ts';
import type { LocalIndexRecord, TableRecord } from '../store.ts';
import type { BackupRecord } from '../store-backups.ts';
import { tableArn } from '../tables/names.ts';
import { backupArn } from './names.ts';

const DAY_MS = 86_400_000;

export function backupDetails(backup: BackupRecord): BackupDetails {
  return {
    BackupArn: backupArn(backup),
    BackupName: backup.name,
    BackupSizeBytes: backup.bytes,
    BackupStatus: backup.status,
    BackupType: backup.expiresAtMs === undefined ? 'USER' : 'SYSTEM',
    BackupCreationDateTime: backup.createdAtMs,
    ...(backup.expiresAtMs !== undefined && { BackupExpiryDateTime: backup.expiresAtMs }),
  };
}

export function backupSummary(backup: BackupRecord): BackupSummary {
  const { table } = backup;
  return { TableName: table.name, TableId: table.id, TableArn: tableArn(table), ...backupDetails(backup) };
}

export function backupDescription(backup: BackupRecord): BackupDescription {
  const { table } = backup;
  const { throughput, stream, ttl } = table;
  return {
    BackupDetails: backupDetails(backup),
    SourceTableDetails: {
      TableName: table.name,
      TableId: table.id,
      TableArn: tableArn(table),
      TableSizeBytes: backup.bytes,
      KeySchema: table.keySchema,
      TableCreationDateTime: table.createdAtMs,
      ProvisionedThroughput: unitsOf(throughput),
      ...(table.onDemand && { OnDemandThroughput: table.onDemand }),
      ItemCount: backup.items,
      BillingMode: table.billingMode,
    },
    SourceTableFeatureDetails: {
      ...(table.localIndexes.length > 0 && { LocalSecondaryIndexes: table.localIndexes.map(indexInfo) }),
      ...(table.globalIndexes.length > 0 && {
        GlobalSecondaryIndexes: table.globalIndexes.map((index) => ({
          ...indexInfo(index),
          ProvisionedThroughput: unitsOf(index.throughput),
        })),
      }),
      ...(stream?.enabled && { StreamDescription: { StreamEnabled: true, StreamViewType: stream.viewType } }),
      ...(ttl && { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: ttl.attribute } }),
    },
  };
}

function unitsOf(units: TableRecord['throughput']): { ReadCapacityUnits: number; WriteCapacityUnits: number } {
  return { ReadCapacityUnits: units?.ReadCapacityUnits ?? 0, WriteCapacityUnits: units?.WriteCapacityUnits ?? 0 };
}

function indexInfo({ name, keySchema, projection }: LocalIndexRecord): LocalSecondaryIndexInfo {
  return { IndexName: name, KeySchema: keySchema, Projection: projection };
}

/** The oldest and the newest moment to which the table can be brought back. */
function recoveryWindow(
  { sinceMs, periodDays }: NonNullable<TableRecord['recovery']>,
  nowMs: number,
): { readonly earliestMs: number; readonly latestMs: number } {
  return { earliestMs: Math.max(sinceMs, nowMs - periodDays * DAY_MS), latestMs: Math.max(sinceMs, nowMs) };
}

/** The asked moment, else the newest; `refused` makes the error for one outside of the window. */
export function recoveryMoment(
  { name, recovery }: TableRecord,
  asked: number | undefined,
  nowMs: number,
  refused: (earliest: string, latest: string) => Error,
): number {
  if (!recovery) {
    throw new PointInTimeRecoveryUnavailableException(`Point in time recovery is not enabled for table '${name}'`);
  }
  const { earliestMs, latestMs } = recoveryWindow(recovery, nowMs);
  if (asked === undefined) return latestMs;
  if (asked >= earliestMs && asked <= latestMs) return asked;
  throw refused(new Date(earliestMs).toISOString(), new Date(latestMs).toISOString());
}

export function continuousBackups({ recovery }: TableRecord, nowMs: number): ContinuousBackupsDescription {
  if (!recovery) {
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    };
  }
  const { earliestMs, latestMs } = recoveryWindow(recovery, nowMs);
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: recovery.periodDays,
      EarliestRestorableDateTime: earliestMs,
      LatestRestorableDateTime: latestMs,
    },
  };
}
