/** A string that cannot be printed by accident: client secrets, tokens, authorization codes, states. */

const stub = '[secret]';

/** Every secret of this process, so that a crash report can be cleaned of them. Never read elsewhere. */
const knownSecrets = new Set<string>();

/**
 * A client secret or a token. Printed, logged, put into a template or made into JSON, it is `[secret]`: only
 * `reveal()` gives the value.
 */
export class Secret {
  readonly #value: string;

  /** Keeps the value out of every text from here on. */
  constructor(value: string) {
    this.#value = value;
    // Short strings would blank out ordinary words of a report.
    if (value.length >= 8) knownSecrets.add(value);
  }

  /** The value itself: for the header of a request, never for a text. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both hold the same value. */
  equals(other: Secret | undefined): boolean {
    return other !== undefined && this.#value === other.#value;
  }

  /** Of the value, in characters. */
  get length(): number {
    return this.#value.length;
  }

  /** `[secret]`. */
  toString(): string {
    return stub;
  }

  /** `[secret]`. */
  toJSON(): string {
    return stub;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return stub;
  }
}

/** The characters that LinkedIn's keys and tokens have: a header carries them all, and a form, and a bare line. */
export function hasKeyCharacters(text: string): boolean {
  return /^[\w.+/=%:,~-]+$/.test(text);
}

/** So many characters of a secret in a row are taken for a piece of it. */
const fragmentLength = 8;

/**
 * The last net under text that we did not write ourselves (stack traces, causes of network errors). A
 * library may quote a request whole, URL-encoded, or cut off in the middle of a secret.
 */
export function withoutSecrets(text: string): string {
  const pieces = new Set<string>();
  for (const value of knownSecrets) {
    for (const form of [value, encodeURIComponent(value)]) {
      for (let at = 0; at + fragmentLength <= form.length; at += 1)
        pieces.add(form.slice(at, at + fragmentLength));
    }
  }
  return masked(text, pieces);
}

function masked(text: string, pieces: ReadonlySet<string>): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at + fragmentLength <= text.length; ) {
    if (!pieces.has(text.slice(at, at + fragmentLength))) {
      at += 1;
      continue;
    }
    let end = at + fragmentLength;
    while (end < text.length && pieces.has(text.slice(end - fragmentLength + 1, end + 1))) end += 1;
    clean += text.slice(from, at) + stub;
    from = end;
    at = end;
  }
  return clean + text.slice(from);
}
