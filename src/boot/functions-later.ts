/** Functions as the rest sees them from the start: what asks for them waits until they can be run. */
import type { PlatformRoutes } from '../pipeline/platform-routes.ts';
import { CODE_PATH } from '../services/lambda/code-downloads.ts';
import { lambdaManifest } from '../services/lambda/service.ts';
import type { Implementation, Service } from '../services/service.ts';
import type { Functions, openFunctions } from './functions.ts';

export class FunctionsLater {
  readonly #opening = Promise.withResolvers<Functions>();
  #opened: Functions | undefined;

  constructor() {
    // Whoever opens them is told; requests that wait are answered.
    this.#opening.promise.catch(() => {});
  }

  /** Once. */
  async open(...parts: Parameters<typeof openFunctions>): Promise<Functions> {
    try {
      const functions = await import('./functions.ts');
      this.#opened = await functions.openFunctions(...parts);
      this.#opening.resolve(this.#opened);
      return this.#opened;
    } catch (error) {
      this.#opening.reject(error);
      throw error;
    }
  }

  /** How they are isolated, for the health answer. */
  get kind(): string {
    return this.#opened?.isolation.kind ?? 'starting';
  }

  /** For `./virga status`. */
  async status(): Promise<{ readonly isolation: object; readonly functions: object }> {
    const functions = await this.#opening.promise;
    return { isolation: functions.isolation, functions: functions.status() };
  }

  /** Lambda. Its operations run once it is loaded, and then its parts are there. */
  get service(): Service {
    const opened = (): Functions | undefined => this.#opened;
    return {
      ...lambdaManifest,
      load: async (): Promise<Implementation> => (await this.#opening.promise).lambda.service.load(),
      get parts() {
        return opened()?.lambda.service.parts;
      },
    };
  }

  get platformRoutes(): PlatformRoutes {
    return {
      [CODE_PATH]: async (request) => {
        const { lambda } = await this.#opening.promise;
        return await lambda.codeDownloads.handle(`${request.rawPath}?${request.rawQuery}`);
      },
    };
  }
}
