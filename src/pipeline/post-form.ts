/**
 * A form that a browser posts to a bucket (multipart/form-data), read as it flows: the fields in front of its file are
 * small and come first, the file is handed on, and what follows it counts for nothing but must be well-formed.
 */
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { Readable } from 'node:stream';
import { WireError } from '../wire/error.ts';
import { POST_FIELDS_BYTES_MAX, POST_FIELDS_MAX, POST_HEADERS_BYTES_MAX, POST_OTHER_BYTES_MAX } from './limits.ts';

export interface PostedForm {
  /** In front of the file, by names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** Without its folder. */
  readonly fileName: string;
  /** Its end is told once the whole form has been read; throws WireError where that is not well-formed. */
  readonly file: AsyncIterable<Uint8Array>;
  /** Reads no more. Call it in any case. */
  close(): void;
}

/** Resolves when the file begins. Throws WireError. */
export async function readPostForm(body: AsyncIterable<Uint8Array>, contentType: string): Promise<PostedForm> {
  const form = new Form(body, contentType);
  try {
    const file = await form.opened;
    return { fields: form.fields, ...file, close: () => form.close() };
  } catch (error) {
    form.close();
    throw error;
  }
}

interface OpenedFile {
  readonly fileName: string;
  readonly file: AsyncIterable<Uint8Array>;
}

class Form {
  readonly fields = new Map<string, string>();
  readonly opened: Promise<OpenedFile>;
  readonly #parser: BusboyInstance;
  readonly #failed = Promise.withResolvers<never>();
  #fieldBytes = 0;
  #stream: Readable | undefined;
  #fileEnded = false;

  constructor(body: AsyncIterable<Uint8Array>, contentType: string) {
    this.#parser = makeParser(contentType);
    const { promise, resolve, reject } = Promise.withResolvers<OpenedFile>();
    this.opened = promise;
    this.#parser.on('field', (name, value, _nameCut, valueCut) => this.#field(name, value, valueCut));
    const tooMany = (): void => this.#fail(tooLong());
    this.#parser.on('fieldsLimit', tooMany).on('partsLimit', tooMany);
    this.#parser.on('error', () => this.#fail(malformed()));
    const read = this.#read(body);
    this.#parser.on('file', (_name, stream, fileName) => {
      stream.on('error', () => this.#fail(malformed()));
      stream.once('end', () => (this.#fileEnded = true));
      // A second one is found at the end.
      if (this.#stream) return void stream.resume();
      this.#stream = stream;
      resolve({ fileName: baseName(fileName), file: this.#file(stream, read) });
    });
    this.#parser.on('filesLimit', () => this.#fail(notOneFile('2')));
    read.then(
      () => reject(notOneFile('0')),
      (error: Error) => {
        reject(error);
        // Whoever reads the file would wait for its rest.
        this.#stream?.destroy(error);
      },
    );
  }

  close(): void {
    this.#fail(new Error('The form is not read on'));
    this.#stream?.destroy();
  }

  #fail(error: Error): void {
    this.#failed.reject(error);
  }

  #field(name: string | undefined, value: string, isCut: boolean): void {
    if (this.#stream || name === undefined) return;
    this.#fieldBytes += name.length + Buffer.byteLength(value);
    if (isCut || this.#fieldBytes > POST_FIELDS_BYTES_MAX) this.#fail(tooLong());
    else this.fields.set(name.toLowerCase(), value);
  }

  /** To the end of the form. */
  async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const finished = new Promise<void>((resolve) => this.#parser.once('finish', resolve));
    const failed = this.#failed.promise;
    // Whoever waits for it next hears of it.
    failed.catch(ignore);
    let otherBytes = 0;
    for await (const piece of body) {
      if (!this.#stream || this.#fileEnded) otherBytes += piece.length;
      // The file keeps parts of it until they are read, and the body keeps it no longer.
      const drained = this.#parser.write(Buffer.from(piece))
        ? undefined
        : new Promise((go) => this.#parser.once('drain', go));
      await Promise.race([failed, drained]);
      if (otherBytes > POST_OTHER_BYTES_MAX && (!this.#stream || this.#fileEnded)) throw tooLong();
    }
    this.#parser.end();
    await Promise.race([failed, finished]);
  }

  async *#file(stream: Readable, read: Promise<void>): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const piece of stream) yield piece as Uint8Array;
    } catch (error) {
      // It knows why.
      await read;
      throw error;
    }
    await read;
  }
}

function ignore(): void {}

function makeParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name) => name?.toLowerCase() === 'file',
      preservePath: true,
      limits: {
        fieldSize: POST_FIELDS_BYTES_MAX,
        fields: POST_FIELDS_MAX,
        files: 1,
        parts: POST_FIELDS_MAX + 1,
        headerPairs: 20,
        headerSize: POST_HEADERS_BYTES_MAX,
      },
    });
  } catch {
    throw malformed();
  }
}

/** Browsers of old send the whole path. */
function baseName(fileName: string | undefined): string {
  return (fileName ?? '').split(/[/\\]/).at(-1) ?? '';
}

function malformed(): WireError {
  return new WireError(
    'MalformedPOSTRequest',
    400,
    'The body of your POST request is not well-formed multipart/form-data.',
  );
}

function tooLong(): WireError {
  const message = 'Your POST request fields preceding the upload file was too large.';
  return new WireError('MaxPostPreDataLengthExceededError', 400, message);
}

function notOneFile(count: string): WireError {
  const message = 'POST requires exactly one file upload per request.';
  return new WireError('InvalidArgument', 400, message, { ArgumentName: 'file', ArgumentValue: count });
}
