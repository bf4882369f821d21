/** Whether a program is there, without running it: a start asks for several, and each that runs takes some milliseconds. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** `searched`: as PATH has it. */
export function hasProgram(name: string, searched = process.env['PATH'] ?? ''): boolean {
  return searched.split(path.delimiter).some((folder) => folder !== '' && isProgram(path.join(folder, name)));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
