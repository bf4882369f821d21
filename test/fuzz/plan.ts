/** Which request has which number: a seed and a number determine it, whatever the others did. */
import { loadServices, type KnownService } from '../../tools/services.ts';
import { type Draft, draftOf } from './draft.ts';
import { Inputs } from './inputs.ts';
import { mutate } from './mutation.ts';
import { Random } from './random.ts';

export interface Planned {
  readonly number: number;
  /** `iam.CreateUser query`. */
  readonly title: string;
  readonly draft: Draft;
  /** Goes on where the draft's making stopped: for its signature. */
  readonly random: Random;
}

interface Target {
  readonly known: KnownService;
  readonly operation: string;
}

const RAW_EVERY = 40;

export class Plan {
  readonly #seed: number;
  readonly #built: readonly Target[];
  readonly #missing: readonly Target[];

  private constructor(seed: number, services: readonly KnownService[]) {
    this.#seed = seed;
    const targets = services.flatMap((known) =>
      Object.keys(known.model.operations).map((operation) => ({ known, operation })),
    );
    const isBuilt = ({ known, operation }: Target): boolean => Object.hasOwn(known.operations, operation);
    this.#built = targets.filter(isBuilt);
    this.#missing = targets.filter((target) => !isBuilt(target));
  }

  static async open(seed: number): Promise<Plan> {
    return new Plan(seed, await loadServices());
  }

  /** Seeds next to each other share no requests. */
  randomOf(number: number): Random {
    return new Random(Math.imul(this.#seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  }

  /** One that attacks HTTP itself (raw-attacks.ts), made of this number's randomness. */
  isRaw(number: number): boolean {
    return number % RAW_EVERY === RAW_EVERY - 1;
  }

  request(number: number): Planned {
    const random = this.randomOf(number);
    const target = random.pick(random.chance(0.97) || this.#missing.length === 0 ? this.#built : this.#missing);
    const { service, model } = target.known;
    const { metadata } = model;
    const protocol = random.pick(metadata.protocols ?? [metadata.protocol]);
    const inputs = new Inputs(service.name, model, random);
    const isMutated = random.chance(0.3);
    const input = inputs.make(target.operation, isMutated ? 0 : random.below(4));
    const draft = draftOf(model, target.operation, protocol, input);
    const title = `${service.name}.${target.operation} ${protocol}`;
    return { number, title, draft: isMutated ? mutate(draft, random) : draft, random };
  }
}
