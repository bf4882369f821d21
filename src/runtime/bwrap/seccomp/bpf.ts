/** Classic BPF for seccomp: the few instructions that a filter needs, and their binary form (struct sock_filter). */
export interface Instruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

/** Offsets in struct seccomp_data. Arguments are 64 bits; on the little-endian machines served, the low half comes first. */
export const SYSCALL_NUMBER = 0;
export const ARCHITECTURE = 4;
export const argumentLow = (index: number): number => 16 + 8 * index;

export const ALLOW = 0x7fff_0000;
export const KILL_PROCESS = 0x8000_0000;
export const failWith = (errno: number): number => 0x0005_0000 | errno;

/** A = the 32-bit word at `offset`. */
export function load(offset: number): Instruction {
  return { code: 0x20, jumpTrue: 0, jumpFalse: 0, operand: offset };
}

/** A = A & mask. */
export function and(mask: number): Instruction {
  return { code: 0x54, jumpTrue: 0, jumpFalse: 0, operand: mask };
}

/** Skips `whenTrue` instructions if A == value, else `whenFalse`. */
export function ifEqual(value: number, whenTrue: number, whenFalse: number): Instruction {
  return jump(0x15, value, whenTrue, whenFalse);
}

/** Skips `whenTrue` instructions if A >= value (unsigned), else `whenFalse`. */
export function ifAtLeast(value: number, whenTrue: number, whenFalse: number): Instruction {
  return jump(0x35, value, whenTrue, whenFalse);
}

/** Skips `whenTrue` instructions if A has any bit of `mask`, else `whenFalse`. */
export function ifAnyBit(mask: number, whenTrue: number, whenFalse: number): Instruction {
  return jump(0x45, mask, whenTrue, whenFalse);
}

export function answer(action: number): Instruction {
  return { code: 0x06, jumpTrue: 0, jumpFalse: 0, operand: action };
}

/** The program as the kernel takes it, 8 bytes an instruction. Throws RangeError past the kernel's 4,096 instructions. */
export function assemble(program: readonly Instruction[]): Buffer {
  if (program.length > 4096) throw new RangeError(`a seccomp program of ${program.length} instructions`);
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, jumpTrue, jumpFalse, operand }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jumpTrue, index * 8 + 2);
    bytes.writeUInt8(jumpFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  }
  return bytes;
}

function jump(code: number, operand: number, jumpTrue: number, jumpFalse: number): Instruction {
  if (jumpTrue > 255 || jumpFalse > 255) throw new RangeError('a BPF jump reaches 255 instructions');
  return { code, jumpTrue, jumpFalse, operand };
}
