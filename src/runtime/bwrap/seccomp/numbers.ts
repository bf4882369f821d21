/**
 * System call numbers that the filter names. Sources: arch/x86/entry/syscalls/syscall_64.tbl and
 * include/uapi/asm-generic/unistd.h (aarch64) of Linux 6.18.
 */
export type Architecture = 'x64' | 'arm64';

/** [x86_64, aarch64]; undefined where the architecture has no such call. */
type Numbers = readonly [number | undefined, number | undefined];

const same = (number: number): Numbers => [number, number];

/** Refused with EPERM whatever the arguments: they reach the kernel's insides, other processes, mounts or namespaces. */
const REFUSED: Readonly<Record<string, Numbers>> = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  pidfd_getfd: same(438),
  process_madvise: same(440),
  kcmp: [312, 272],
  move_pages: [279, 239],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: same(428),
  move_mount: same(429),
  fsopen: same(430),
  fsconfig: same(431),
  fsmount: same(432),
  fspick: same(433),
  mount_setattr: same(442),
  statmount: same(457),
  listmount: same(458),
  open_tree_attr: same(467),
  setns: [308, 268],
  unshare: [272, 97],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  bpf: [321, 280],
  userfaultfd: [323, 282],
  perf_event_open: [298, 241],
  fanotify_init: [300, 262],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  create_module: [174, undefined],
  query_module: [178, undefined],
  get_kernel_syms: [177, undefined],
  syslog: [103, 116],
  acct: [163, 89],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  iopl: [172, undefined],
  ioperm: [173, undefined],
  modify_ldt: [154, undefined],
  quotactl: [179, 60],
  quotactl_fd: same(443),
  nfsservctl: [180, 42],
  open_by_handle_at: [304, 265],
  name_to_handle_at: [303, 264],
  lookup_dcookie: [212, 18],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  vhangup: [153, 58],
  uselib: [134, undefined],
  ustat: [136, undefined],
  sysfs: [139, undefined],
  _sysctl: [156, undefined],
};

/** Answered with ENOSYS, so that libraries take their older way: the filter cannot look into what these are given. */
const ABSENT: Readonly<Record<string, Numbers>> = {
  clone3: same(435),
  io_uring_setup: same(425),
  io_uring_enter: same(426),
  io_uring_register: same(427),
};

/** Looked at by their arguments. */
const JUDGED = {
  clone: [56, 220],
  socket: [41, 198],
  ioctl: [16, 29],
  mknod: [133, undefined],
  mknodat: [259, 33],
} as const satisfies Readonly<Record<string, Numbers>>;

/** The first number that was not known when this list was made: answered with ENOSYS, on x86_64 and aarch64 alike. */
export const FIRST_UNKNOWN_CALL = 470;

export function refusedCalls(architecture: Architecture): number[] {
  return numbersOf(REFUSED, architecture);
}

export function absentCalls(architecture: Architecture): number[] {
  return numbersOf(ABSENT, architecture);
}

export function judgedCall(name: keyof typeof JUDGED, architecture: Architecture): number | undefined {
  return JUDGED[name][architecture === 'x64' ? 0 : 1];
}

function numbersOf(table: Readonly<Record<string, Numbers>>, architecture: Architecture): number[] {
  return Object.values(table)
    .map((pair) => pair[architecture === 'x64' ? 0 : 1])
    .filter((number) => number !== undefined);
}
