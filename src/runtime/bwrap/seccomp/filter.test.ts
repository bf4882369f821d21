import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sandboxFilter } from './filter.ts';
import { refusedCalls } from './numbers.ts';

const X64 = 0xc000_003e;
const ARM64 = 0xc000_00b7;
const ALLOW = 'allow';

/** What the kernel would answer: runs the program as Documentation/networking/filter.rst says. */
function verdict(program: Buffer, architecture: number, call: number, words: readonly number[] = []): string {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call >>> 0, 0);
  data.writeUInt32LE(architecture, 4);
  for (const [index, word] of words.entries()) data.writeUInt32LE(word >>> 0, 16 + 8 * index);
  let accumulator = 0;
  for (let at = 0; ; at++) {
    const code = program.readUInt16LE(at * 8);
    const operand = program.readUInt32LE(at * 8 + 4);
    const jump = (taken: boolean): void => void (at += program.readUInt8(at * 8 + (taken ? 2 : 3)));
    if (code === 0x20) accumulator = data.readUInt32LE(operand);
    else if (code === 0x54) accumulator = (accumulator & operand) >>> 0;
    else if (code === 0x15) jump(accumulator === operand);
    else if (code === 0x35) jump(accumulator >= operand);
    else if (code === 0x45) jump((accumulator & operand) !== 0);
    else if (code === 0x06) return named(operand);
    else throw new Error(`instruction ${code} at ${at}`);
  }
}

function named(action: number): string {
  if (action === 0x7fff_0000) return ALLOW;
  if (action === 0x8000_0000) return 'kill';
  return { 1: 'EPERM', 38: 'ENOSYS', 97: 'EAFNOSUPPORT' }[action - 0x5_0000] ?? String(action);
}

const CASES: readonly (readonly [string, 'x64' | 'arm64', number, number, readonly number[], string])[] = [
  ['read', 'x64', X64, 0, [], ALLOW],
  ['read on arm64', 'arm64', ARM64, 63, [], ALLOW],
  ['execve', 'x64', X64, 59, [], ALLOW],
  ['i386 on x64', 'x64', 0x4000_0003, 20, [], 'kill'],
  ['arm on arm64', 'arm64', 0x4000_0028, 20, [], 'kill'],
  ['x32', 'x64', X64, 0x4000_0000 + 39, [], 'kill'],
  ['a number that is not known', 'x64', X64, 470, [], 'ENOSYS'],
  ['the last that is', 'x64', X64, 469, [], ALLOW],
  ['a thread', 'x64', X64, 56, [0x3d0f00], ALLOW],
  ['a user namespace', 'x64', X64, 56, [0x1000_0011], 'EPERM'],
  ['a mount namespace', 'arm64', ARM64, 220, [0x2_0011], 'EPERM'],
  ['clone3', 'arm64', ARM64, 435, [], 'ENOSYS'],
  ['io_uring_setup', 'x64', X64, 425, [], 'ENOSYS'],
  ['TCP', 'x64', X64, 41, [2, 1 | 0o2000000, 0], ALLOW],
  ['UDP over IPv6', 'arm64', ARM64, 198, [10, 2 | 0o4000, 0], ALLOW],
  ['raw', 'x64', X64, 41, [2, 3, 1], 'EPERM'],
  ['Unix', 'x64', X64, 41, [1, 5, 0], ALLOW],
  ['netlink route', 'x64', X64, 41, [16, 3, 0], ALLOW],
  ['netlink audit', 'x64', X64, 41, [16, 3, 9], 'EPERM'],
  ['packet', 'x64', X64, 41, [17, 3, 0], 'EAFNOSUPPORT'],
  ['vsock', 'arm64', ARM64, 198, [40, 1, 0], 'EAFNOSUPPORT'],
  ['TIOCSTI', 'x64', X64, 16, [0, 0x5412], 'EPERM'],
  ['TIOCLINUX', 'arm64', ARM64, 29, [0, 0x541c], 'EPERM'],
  ['TIOCGWINSZ', 'x64', X64, 16, [0, 0x5413], ALLOW],
  ['a FIFO', 'x64', X64, 133, [0, 0o010644], ALLOW],
  ['a character device', 'x64', X64, 133, [0, 0o020666], 'EPERM'],
  ['a block device', 'arm64', ARM64, 33, [0, 0, 0o060666], 'EPERM'],
];

for (const [name, machine, architecture, call, words, expected] of CASES) {
  test(`${name}: ${expected}`, () => {
    assert.equal(verdict(sandboxFilter(machine), architecture, call, words), expected);
  });
}

for (const machine of ['x64', 'arm64'] as const) {
  test(`every refused call of ${machine} is refused, in a program of at most 250 instructions`, () => {
    const program = sandboxFilter(machine);
    const architecture = machine === 'x64' ? X64 : ARM64;
    for (const call of refusedCalls(machine)) assert.equal(verdict(program, architecture, call), 'EPERM', String(call));
    assert.ok(program.length / 8 <= 250, `${program.length / 8} instructions`);
  });
}

test('other machines have no filter', () => {
  assert.throws(() => sandboxFilter('riscv64'), /cannot be sandboxed on riscv64/);
});
