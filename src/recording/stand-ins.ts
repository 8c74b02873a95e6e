/** Stand-ins for private values: of the same shape, one for each value, and made without looking at what it says. */

/**
 * `digits`: ids and amounts. `opaque`: keys and tokens, of which length, alphabet, known prefix and padding stay.
 * `text`: names and whatever else may be one; letters become letters.
 */
export type Kind = 'digits' | 'opaque' | 'text';

export interface StandIns {
  /** The same value has the same stand-in, whatever kind it is called later. */
  of(value: string, kind: Kind): string;
  /** Whether the value is known to be a key or a token. */
  isSecret(value: string): boolean;
  /** The text with stand-ins for everything known in it, and for what looks like an id, a token or an address. */
  in(text: string): string;
}

/** A text that is too long to be the name of anything. */
export function shapeOf(text: string): string {
  return filled(textPlaces(text), 0);
}

export function createStandIns(): StandIns {
  const known = new Map<string, { readonly kind: Kind; readonly standIn: string }>();
  const counts = new Map<string, number>();
  let pattern: ReturnType<typeof patternOf> | undefined;

  function of(value: string, asked: Kind): string {
    const found = known.get(value);
    if (found !== undefined) return found.standIn;
    // Whatever it is called here, it may be a number elsewhere.
    const kind = /^\d+$/.test(value) ? 'digits' : asked;
    if (kind === 'digits' && isZero(value)) return value;
    const places = placesOf(value, kind);
    const shape = places.join('\n');
    const count = (counts.get(shape) ?? 0) + 1;
    counts.set(shape, count);
    const standIn = filled(places, count);
    known.set(value, { kind, standIn });
    return standIn;
  }

  return {
    of,
    isSecret: (value) => known.get(value)?.kind === 'opaque',
    in(text) {
      if (pattern?.size !== known.size) pattern = patternOf(known);
      const { regExp, kinds } = pattern;
      return text.replace(regExp, (part) => {
        const kind = kinds.get(part.toLowerCase());
        return kind === undefined ? likeness(part, of) : of(part, kind);
      });
    },
  };
}

type Known = ReadonlyMap<string, { readonly kind: Kind }>;

/** Everything known, however its letters are written, and what looks like something private. */
function patternOf(known: Known) {
  const telling = [...known].filter(([value, { kind }]) => isTelling(value, kind));
  // The longest first: one name may begin with another.
  const parts = telling.sort(([one], [other]) => other.length - one.length).map(asPattern);
  return {
    size: known.size,
    regExp: new RegExp([...parts, ...likenesses].join('|'), 'giu'),
    kinds: new Map(telling.map(([value, { kind }]) => [value.toLowerCase(), kind])),
  };
}

/** It says nothing, and that it is none may be the very thing in question. */
function isZero(number: string): boolean {
  return !/[1-9]/.test(number.replace(/e.*/i, ''));
}

// --- one stand-in ----------------------------------------------------------------------------------------

/** The characters that may stand at a place, of which the first stands there by itself; one alone stays. */
type Place = string;

const digit = '0123456789';
const outerDigit = '912345678';
const lower = 'xabcdefghijklmnopqrstuvwyz';
const upper = 'XABCDEFGHIJKLMNOPQRSTUVWYZ';

/** Counts in the places, the last one first: no two values of a shape get the same, unless it is very short. */
function filled(places: readonly Place[], count: number): string {
  let rest = count;
  const characters = places.toReversed().map((place) => {
    const character = place[rest % place.length] ?? '';
    rest = Math.floor(rest / place.length);
    return character;
  });
  return characters.reverse().join('');
}

function placesOf(value: string, kind: Kind): readonly Place[] {
  switch (kind) {
    case 'digits':
      return digitPlaces(value);
    case 'opaque':
      return opaquePlaces(value);
    case 'text':
      return textPlaces(value);
  }
}

/** Without a zero at either end, which a number would lose; an exponent stays. */
function digitPlaces(value: string): readonly Place[] {
  const [mantissa = ''] = value.split(/(?=e)/i);
  const digits = [...mantissa.matchAll(/\d/g)].map(({ index }) => index);
  return [...value].map((character, index) => {
    if (!digits.includes(index)) return character;
    return index === digits[0] || index === digits.at(-1) ? outerDigit : digit;
  });
}

/** What every key and token of LinkedIn's may begin with says nothing about the one at hand. */
const openings = /^(?:AQ[A-Z]|WPL_AP1\.|eyJ)/;

/** The alphabet as a pattern that repeats: where in it the value had which character is not told. */
function opaquePlaces(value: string): readonly Place[] {
  const [opening = ''] = openings.exec(value) ?? [];
  const [padding = ''] = /=*$/.exec(value.slice(opening.length)) ?? [];
  const middle = value.slice(opening.length, value.length - padding.length);
  const signs = [...new Set(middle.replace(/[^!-~]|[\w=]/g, ''))].sort();
  const alphabet: readonly Place[] = [
    ...(/[A-Z]/.test(middle) ? [upper] : []),
    ...(/[a-z]|[^!-~]/.test(middle) ? [lower] : []),
    ...(/\d/.test(middle) ? [digit] : []),
    ...(middle.includes('_') ? ['_'] : []),
    ...signs,
  ];
  const places = Array.from(middle, (_, index) => alphabet[index % alphabet.length] ?? '');
  return [...opening, ...places, ...padding];
}

function textPlaces(value: string): readonly Place[] {
  const [scheme = ''] = /^https?:\/\//.exec(value) ?? [];
  const rest = [...value.slice(scheme.length)].map((character) => {
    if (/\p{Lu}/u.test(character)) return upper;
    if (/[\p{L}\p{M}]/u.test(character)) return lower;
    if (/\p{N}/u.test(character)) return digit;
    return character <= '~' ? character : '*';
  });
  return [...scheme, ...rest];
}

// --- what is found in a text -----------------------------------------------------------------------------

/** A short number or word may stand in any sentence by chance, and says nothing about anybody. */
function isTelling(value: string, kind: Kind): boolean {
  return value.length >= { digits: 6, opaque: 6, text: 3 }[kind];
}

function asPattern([value, { kind }]: readonly [string, { readonly kind: Kind }]): string {
  const escaped = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return kind === 'opaque' ? escaped : `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`;
}

/** URNs, e-mail addresses, long runs that may be a token, and numbers that may be an id. */
const likenesses = [
  'urn(?::|%3A)li(?::|%3A)[a-z]+(?::|%3A)[\\w\\-]+',
  '[^\\s@<>"\'()]+@[^\\s@<>"\'()]+',
  '[\\w\\-]{16,}',
  '(?<!\\d)\\d{6,}(?!\\d)',
];

const urn = /(urn(?::|%3A)li(?::|%3A)[a-z]+(?::|%3A))([\w-]+)/gi;

function likeness(part: string, of: StandIns['of']): string {
  if (part.includes('@')) return of(part, 'text');
  if (/^urn/i.test(part)) return urnStandIn(part, of);
  if (/^\d+$/.test(part)) return isVersion(part) ? part : of(part, 'digits');
  return isOpaque(part) ? of(part, 'opaque') : part;
}

/** The type stays, of each URN that stands in the text. */
export function urnStandIn(text: string, of: StandIns['of']): string {
  return text.replace(
    urn,
    (_, type: string, id: string) => type + of(id, /^\d+$/.test(id) ? 'digits' : 'opaque'),
  );
}

/** Whether the text is URNs, and what Rest.li puts around them. */
export function isUrns(text: string): boolean {
  const rest = text.replace(urn, '');
  return rest !== text && /^(?:List)?[(),]*$/.test(rest);
}

/** LinkedIn writes versions of its API as 202609 and as 20260901. */
function isVersion(number: string): boolean {
  return /^20\d\d(?:0[1-9]|1[0-2])(?:01)?$/.test(number);
}

/** What no word and no name of a field looks like. */
export function isOpaque(text: string): boolean {
  const isLong = /^[\w.+/=~-]{16,}$/.test(text) && /\d/.test(text);
  return isLong && (/[a-z]/.test(text) || /^[A-Z\d]+$/.test(text));
}
