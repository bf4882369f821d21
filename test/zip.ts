/** Small deployment packages for tests. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Name → text, or text with a mode: `{ text, mode: 0o755 }`. */
export async function zipOf(
  files: Readonly<Record<string, string | Uint8Array | { readonly text: string; readonly mode: number }>>,
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const isPlain = typeof content === 'string' || content instanceof Uint8Array;
    const bytes = Buffer.from(isPlain ? content : content.text);
    zip.addBuffer(bytes, name, { mode: isPlain ? 0o100644 : 0o100000 | content.mode });
  }
  zip.end();
  return await buffer(zip.outputStream as NodeJS.ReadableStream & AsyncIterable<Buffer>);
}
