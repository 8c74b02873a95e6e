/** A string that cannot be printed by accident: client secrets, tokens, authorization codes, states. */

const stub = '[secret]';

/** Every secret of this process, so that a crash report can be cleaned of them. Never read elsewhere. */
const born = new Set<string>();

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    // Short strings would blank out ordinary words of a report.
    if (value.length >= 8) born.add(value);
  }

  /** The value itself. A test lists the few files that may call this. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret | undefined): boolean {
    return other !== undefined && this.#value === other.#value;
  }

  get length(): number {
    return this.#value.length;
  }

  toString(): string {
    return stub;
  }

  toJSON(): string {
    return stub;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return stub;
  }
}

/** The last net under text that we did not write ourselves (stack traces, causes of network errors). */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const value of born) {
    for (const form of new Set([value, encodeURIComponent(value)])) {
      clean = clean.replaceAll(form, stub);
    }
  }
  return clean;
}
