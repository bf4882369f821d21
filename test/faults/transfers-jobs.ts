/**
 * A backup, two restores, an export and an import that are asked for together, and again after each kill until they
 * are acknowledged; and how far they came.
 */
import { randomUUID } from 'node:crypto';
import {
  CreateBackupCommand,
  DescribeBackupCommand,
  DescribeExportCommand,
  DescribeImportCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
  ImportTableCommand,
  ListBackupsCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { BUCKET, IMPORT_PREFIX } from './transfers-import.ts';
import { SCHEMA, type Texts } from './transfers-items.ts';
import { SOURCE } from './transfers-source.ts';

export interface TransferClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
}

export interface Backup {
  readonly arn: string;
  readonly items: Texts;
}

/** What is copied. `atMoment` is undefined where the latest moment is asked for. */
export interface JobsOptions {
  readonly set: number;
  readonly tableArn: string;
  readonly from: Backup;
  readonly now: Texts;
  readonly exported: { readonly moment: Date | undefined; readonly items: Texts };
  readonly restored: { readonly moment: Date | undefined; readonly items: Texts };
}

export const KINDS = ['backup', 'fromBackup', 'atMoment', 'export', 'import'] as const;
export type Kind = (typeof KINDS)[number];

/** Of one kind of work: what it is at, as its description says. */
export interface Progress {
  readonly state: 'absent' | 'running' | 'done';
  /** Items that are there: of tables that are restored, and of the import. Of the export, files. */
  readonly come: number;
}

export class TransferJobs {
  readonly options: JobsOptions;
  readonly names: { readonly backup: string; readonly fromBackup: string; readonly atMoment: string };
  readonly imported: string;
  readonly prefix: string;
  /** ARNs, or names of tables, of what was acknowledged. */
  readonly acknowledged = new Map<Kind, string>();
  readonly #tokens = { export: randomUUID(), import: randomUUID() };
  #killed = false;

  constructor(options: JobsOptions) {
    this.options = options;
    const { set } = options;
    this.names = { backup: `backup-${set}`, fromBackup: `from-backup-${set}`, atMoment: `at-moment-${set}` };
    this.imported = `imported-${set}`;
    this.prefix = `exports/${set}`;
  }

  get tables(): readonly string[] {
    return [this.names.fromBackup, this.names.atMoment, this.imported];
  }

  /** Asks for what is not acknowledged; resolves once all has its answer, or the server was killed. */
  async ask(clients: TransferClients): Promise<void> {
    this.#killed = false;
    const asking = KINDS.filter((kind) => !this.acknowledged.has(kind)).map(async (kind) => {
      try {
        this.acknowledged.set(kind, await this.#askFor(kind, clients));
      } catch (error) {
        if (!this.#killed) throw error;
      }
    });
    await Promise.all(asking);
  }

  expectFailures(): void {
    this.#killed = true;
  }

  async #askFor(kind: Kind, { dynamodb }: TransferClients): Promise<string> {
    const { tableArn, from, exported, restored } = this.options;
    const { names } = this;
    switch (kind) {
      case 'backup': {
        const there = await this.#findBackup(dynamodb);
        if (there !== undefined) return there;
        const input = { TableName: SOURCE, BackupName: names.backup };
        return (await dynamodb.send(new CreateBackupCommand(input))).BackupDetails?.BackupArn ?? '';
      }
      case 'fromBackup':
        return tableOf(
          names.fromBackup,
          dynamodb.send(new RestoreTableFromBackupCommand({ BackupArn: from.arn, TargetTableName: names.fromBackup })),
        );
      case 'atMoment': {
        const when = restored.moment ? { RestoreDateTime: restored.moment } : { UseLatestRestorableTime: true };
        const input = { SourceTableName: SOURCE, TargetTableName: names.atMoment, ...when };
        return tableOf(names.atMoment, dynamodb.send(new RestoreTableToPointInTimeCommand(input)));
      }
      case 'export': {
        const input = { TableArn: tableArn, S3Bucket: BUCKET, S3Prefix: this.prefix, ClientToken: this.#tokens.export };
        const asked = new ExportTableToPointInTimeCommand({ ...input, ExportTime: exported.moment });
        return (await dynamodb.send(asked)).ExportDescription?.ExportArn ?? '';
      }
      case 'import': {
        const asked = new ImportTableCommand({
          ClientToken: this.#tokens.import,
          S3BucketSource: { S3Bucket: BUCKET, S3KeyPrefix: IMPORT_PREFIX },
          InputFormat: 'DYNAMODB_JSON',
          InputCompressionType: 'GZIP',
          TableCreationParameters: { TableName: this.imported, ...SCHEMA },
        });
        return (await dynamodb.send(asked)).ImportTableDescription?.ImportArn ?? '';
      }
    }
  }

  /** All of it is there, acknowledged or (CreateBackup answers late) to be seen. */
  async isThere({ dynamodb }: TransferClients): Promise<boolean> {
    const missing = KINDS.filter((kind) => !this.acknowledged.has(kind));
    if (missing.length === 0) return true;
    return missing.every((kind) => kind === 'backup') && (await this.#findBackup(dynamodb)) !== undefined;
  }

  async #findBackup(client: DynamoDBClient): Promise<string | undefined> {
    const { BackupSummaries = [] } = await client.send(new ListBackupsCommand({ TableName: SOURCE }));
    return BackupSummaries.find(({ BackupName }) => BackupName === this.names.backup)?.BackupArn;
  }

  async progress(clients: TransferClients): Promise<Record<Kind, Progress>> {
    const [backup, fromBackup, atMoment, exported, imported] = await Promise.all([
      this.#backup(clients),
      this.#table(clients, this.names.fromBackup),
      this.#table(clients, this.names.atMoment),
      this.#export(clients),
      this.#import(clients),
    ]);
    return { backup, fromBackup, atMoment, export: exported, import: imported };
  }

  async #backup({ dynamodb }: TransferClients): Promise<Progress> {
    const BackupArn = await this.#findBackup(dynamodb);
    if (BackupArn === undefined) return ABSENT;
    const { BackupDescription } = await dynamodb.send(new DescribeBackupCommand({ BackupArn }));
    const { BackupDetails, SourceTableDetails } = BackupDescription ?? {};
    return progressOf(BackupDetails?.BackupStatus, ['CREATING', 'AVAILABLE'], SourceTableDetails?.ItemCount);
  }

  async #table({ dynamodb }: TransferClients, TableName: string): Promise<Progress> {
    try {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      return progressOf(Table?.TableStatus, ['CREATING', 'ACTIVE'], Table?.ItemCount);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return ABSENT;
      throw error;
    }
  }

  async #export({ s3, dynamodb }: TransferClients): Promise<Progress> {
    const ExportArn = this.acknowledged.get('export');
    if (ExportArn === undefined) return ABSENT;
    const { ExportDescription } = await dynamodb.send(new DescribeExportCommand({ ExportArn }));
    const listed = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${this.prefix}/` });
    const { KeyCount } = await s3.send(listed);
    return progressOf(ExportDescription?.ExportStatus, ['IN_PROGRESS', 'COMPLETED'], KeyCount);
  }

  async #import({ dynamodb }: TransferClients): Promise<Progress> {
    const ImportArn = this.acknowledged.get('import');
    if (ImportArn === undefined) return ABSENT;
    const { ImportTableDescription } = await dynamodb.send(new DescribeImportCommand({ ImportArn }));
    const { ImportStatus, ImportedItemCount } = ImportTableDescription ?? {};
    // Some of its lines are no items: that is how it ends then.
    return progressOf(ImportStatus, ['IN_PROGRESS', 'FAILED'], ImportedItemCount);
  }
}

const ABSENT: Progress = { state: 'absent', come: 0 };

/** Throws where it is neither the one nor the other: work that failed. */
function progressOf(status: string | undefined, [running, done]: readonly [string, string], come = 0): Progress {
  if (status === running) return { state: 'running', come };
  if (status === done) return { state: 'done', come };
  throw new Error(`neither ${running} nor ${done}: ${status}`);
}

/** Where an earlier request had no answer, the table may be there. */
async function tableOf(name: string, asking: Promise<unknown>): Promise<string> {
  try {
    await asking;
  } catch (error) {
    const isThere = error instanceof Error && /^Table(AlreadyExists|InUse)Exception$/.test(error.name);
    if (!isThere) throw error;
  }
  return name;
}
