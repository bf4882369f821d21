/** The system calls that a function may make (SANDBOX.md, finding 9), as a program for `bwrap --seccomp`. */
import {
  ALLOW,
  ARCHITECTURE,
  and,
  answer,
  argumentLow,
  assemble,
  failWith,
  type Instruction,
  ifAnyBit,
  ifAtLeast,
  ifEqual,
  KILL_PROCESS,
  load,
  SYSCALL_NUMBER,
} from './bpf.ts';
import { type Architecture, absentCalls, FIRST_UNKNOWN_CALL, judgedCall, refusedCalls } from './numbers.ts';

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** AUDIT_ARCH_* of linux/audit.h. */
const AUDIT_ARCHITECTURE = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;
/** Calls of the x32 ABI carry this bit and the architecture of x86_64. */
const X32_BIT = 0x4000_0000;
/** CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET of linux/sched.h. */
const NAMESPACE_FLAGS = 0x7e02_0000;
/** TIOCSTI types into the terminal, TIOCLINUX pastes into the console. */
const TERMINAL_INJECTION = [0x5412, 0x541c];
const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
/** SOCK_NONBLOCK and SOCK_CLOEXEC lie above these bits. */
const SOCKET_TYPE_MASK = 0xf;
const FILE_TYPE_MASK = 0o170000;
const CHARACTER_DEVICE = 0o020000;
const BLOCK_DEVICE = 0o060000;

/** Throws where Node runs on an architecture that has no filter. */
export function sandboxFilter(architecture: string = process.arch): Buffer {
  if (architecture !== 'x64' && architecture !== 'arm64') {
    throw new Error(`functions cannot be sandboxed on ${architecture}: there is a seccomp filter for x64 and arm64`);
  }
  return assemble([...entry(architecture), ...judged(architecture), ...refused(architecture), answer(ALLOW)]);
}

/** Kills foreign architectures (int 0x80 comes as i386) and x32; leaves the number of the call in A. */
function entry(architecture: Architecture): Instruction[] {
  return [
    load(ARCHITECTURE),
    ifEqual(AUDIT_ARCHITECTURE[architecture], 1, 0),
    answer(KILL_PROCESS),
    load(SYSCALL_NUMBER),
    ...(architecture === 'x64' ? [ifAtLeast(X32_BIT, 0, 1), answer(KILL_PROCESS)] : []),
    ifAtLeast(FIRST_UNKNOWN_CALL, 0, 1),
    answer(failWith(ENOSYS)),
  ];
}

function refused(architecture: Architecture): Instruction[] {
  const rule = (errno: number) => (call: number) => [ifEqual(call, 0, 1), answer(failWith(errno))];
  return [...absentCalls(architecture).flatMap(rule(ENOSYS)), ...refusedCalls(architecture).flatMap(rule(EPERM))];
}

/** Every body ends in an answer, since it overwrites A. */
function judged(architecture: Architecture): Instruction[] {
  const when = (name: Parameters<typeof judgedCall>[0], body: Instruction[]): Instruction[] => {
    const call = judgedCall(name, architecture);
    return call === undefined ? [] : [ifEqual(call, 0, body.length), ...body];
  };
  return [
    ...when('clone', cloneRule()),
    ...when('socket', socketRule()),
    ...when('ioctl', ioctlRule()),
    ...when('mknod', deviceRule(1)),
    ...when('mknodat', deviceRule(2)),
  ];
}

function cloneRule(): Instruction[] {
  return [load(argumentLow(0)), ifAnyBit(NAMESPACE_FLAGS, 0, 1), answer(failWith(EPERM)), answer(ALLOW)];
}

function ioctlRule(): Instruction[] {
  const denials = TERMINAL_INJECTION.flatMap((request) => [ifEqual(request, 0, 1), answer(failWith(EPERM))]);
  return [load(argumentLow(1)), ...denials, answer(ALLOW)];
}

/** FIFOs, sockets and plain files may be made by mknod, devices not. */
function deviceRule(modeArgument: number): Instruction[] {
  return [
    load(argumentLow(modeArgument)),
    and(FILE_TYPE_MASK),
    ifEqual(CHARACTER_DEVICE, 1, 0),
    ifEqual(BLOCK_DEVICE, 0, 1),
    answer(failWith(EPERM)),
    answer(ALLOW),
  ];
}

function socketRule(): Instruction[] {
  const netlink = [load(argumentLow(2)), ifEqual(NETLINK_ROUTE, 0, 1), answer(ALLOW), answer(failWith(EPERM))];
  const internet = [
    load(argumentLow(1)),
    and(SOCKET_TYPE_MASK),
    ifEqual(SOCK_STREAM, 1, 0),
    ifEqual(SOCK_DGRAM, 0, 1),
    answer(ALLOW),
    answer(failWith(EPERM)),
  ];
  return [
    load(argumentLow(0)),
    ifEqual(AF_UNIX, 0, 1),
    answer(ALLOW),
    ifEqual(AF_NETLINK, 0, netlink.length),
    ...netlink,
    ifEqual(AF_INET, 1, 0),
    ifEqual(AF_INET6, 0, internet.length),
    ...internet,
    answer(failWith(EAFNOSUPPORT)),
  ];
}
