/** A function as the API shows it. */
import { openVariables } from './environment.ts';
import type { FunctionConfiguration } from './model.ts';
import { functionArn, LATEST } from './names.ts';
import type { LambdaParts } from './parts.ts';
import type { FunctionRecord } from './store.ts';

/** Lists have neither state nor runtime version (recorded from AWS); creation has no update yet, which the record tells. */
export type View = 'whole' | 'list';

export function describeFunction(
  parts: Pick<LambdaParts, 'sealer'>,
  record: FunctionRecord,
  qualifier?: string,
  view: View = 'whole',
): FunctionConfiguration {
  const { latest } = record;
  const arn = functionArn(record);
  const variables = openVariables(parts.sealer, arn, latest);
  return {
    FunctionName: record.name,
    FunctionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    // The runtime was held against the model's list when it was written.
    Runtime: latest.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: latest.roleArn,
    Handler: latest.handler,
    CodeSize: latest.code.sizeBytes,
    Description: latest.description,
    Timeout: latest.timeoutSeconds,
    MemorySize: latest.memoryMb,
    LastModified: lambdaTime(record.modifiedAtMs),
    CodeSha256: latest.code.sha256,
    Version: LATEST,
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: record.revisionId,
    PackageType: 'Zip',
    Architectures: [latest.architecture],
    EphemeralStorage: { Size: latest.ephemeralStorageMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: latest.logGroup },
    ...(Object.keys(variables).length > 0 && { Environment: { Variables: variables } }),
    ...(view === 'whole' && { ...describeState(record), RuntimeVersionConfig: runtimeVersion(record) }),
  };
}

/** `2026-11-24T03:00:00.000+0000`. */
export function lambdaTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '+0000');
}

function describeState({ state, lastUpdate }: FunctionRecord): FunctionConfiguration {
  return {
    State: state.name,
    ...(state.reason !== undefined && { StateReason: state.reason }),
    ...(state.code !== undefined && { StateReasonCode: state.code }),
    ...(lastUpdate && { LastUpdateStatus: lastUpdate.status }),
    ...(lastUpdate?.reason !== undefined && { LastUpdateStatusReason: lastUpdate.reason }),
    ...(lastUpdate?.code !== undefined && {
      // `Creating` is what AWS answers although its model does not have it.
      LastUpdateStatusReasonCode: lastUpdate.code as NonNullable<FunctionConfiguration['LastUpdateStatusReasonCode']>,
    }),
  };
}

/** AWS names each patch of a runtime by a hash. Here the ARN names the runtime, as INIT_START does, which says the patch too. */
function runtimeVersion({ region, latest }: FunctionRecord): { readonly RuntimeVersionArn: string } {
  return { RuntimeVersionArn: `arn:aws:lambda:${region}::runtime:${latest.runtime}` };
}
