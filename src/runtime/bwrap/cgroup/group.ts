/** Limits, freezing, accounting and killing of one sandbox's processes; by cgroups v1 or v2, or by polling where neither can be had. */
export interface ResourceGroup {
  /** Puts a process, and all that it starts from now on, into the group. Throws where the kernel refuses. */
  add(pid: number): void;
  /** Hard limits where `ResourceGroups.hard`. `cpuShare` 1 is one vCPU; undefined takes the quota away. */
  limit(memoryMb: number, cpuShare: number | undefined): void;
  freeze(): void;
  thaw(): void;
  /** Highest memory since the last call, and kills by the limit since the beginning. */
  usage(): Promise<GroupUsage>;
  /** Kills every process of the group, frozen or not. */
  kill(): void;
  /** Gives the group back; its processes have ended. */
  remove(): Promise<void>;
}

export interface GroupUsage {
  readonly maxMemoryBytes: number;
  readonly oomKills: number;
}

export interface ResourceGroups {
  /** `cgroup v1`, `cgroup v2`: for the isolation report. */
  readonly summary: string;
  readonly weaknesses: readonly string[];
  /** `main` is the first process of the sandbox, whose end ends it. */
  create(name: string, main: number): ResourceGroup;
  /** Gives back the folder of the groups. */
  close(): Promise<void>;
}
