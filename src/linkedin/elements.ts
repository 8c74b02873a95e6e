/**
 * The `elements` of a long answer, read as they arrive: fifteen thousand rows parsed at once are all
 * alive together, and a process that reads hundreds of such answers keeps the memory.
 */

import { ExchangeError } from '../world.ts';
import { comma, endOfObject, openList, openObject, type Source, skipBlanks } from './json-bytes.ts';
import { parseJson } from './json-text.ts';
import type { Intake } from './transport.ts';
import { elementsReply } from './wire.ts';

/** What becomes of the elements, in their order. */
export interface Taker {
  /**
   * Reads the element that begins there straight from its bytes, and returns the place behind it; -1 where
   * it has not come to its end, or is written in a way that is left to the parser.
   */
  readonly scan: (source: Source, at: number) => number;
  /** Takes an element that was parsed. */
  readonly take: (element: unknown) => void;
}

export interface Elements extends Intake {
  end(): Ending;
}

/** Whatever was handed on before, only `whole` says that it was LinkedIn's answer, and all of it. */
export type Ending =
  /** What is around the elements that were handed on. */
  | { readonly kind: 'whole'; readonly around: unknown }
  | { readonly kind: 'no-elements' }
  | { readonly kind: 'no-json'; readonly text: string };

/** In place of the elements that were read. */
const standIn = '\uE000';

/** For a piece of the network, and the element that it cuts. */
const usualRoom = 131_072;

/** Of bytes that are no elements that can be handed on yet, and of elements: LinkedIn's are far from it. */
const mostWaiting = 256_000;
const mostElements = 50_000;

interface Reading extends Taker, Source {
  /** What was not read yet begins here. */
  at: number;
  /** What stood before the elements. */
  head: string;
  /** The rest is left to the parser, when it has come. */
  part: 'head' | 'elements' | 'rest';
  /** Elements that were read. */
  count: number;
}

export function openElements(taker: Taker): Elements {
  const none = { at: 0, end: 0, head: '', part: 'head', count: 0 } as const;
  const reading: Reading = { ...taker, ...none, ...roomFor(usualRoom) };
  return {
    begin() {
      Object.assign(reading, none);
      return (piece) => {
        append(reading, piece);
        if (reading.part === 'head') readHead(reading);
        while (reading.part === 'elements' && readElement(reading));
        if (reading.end - reading.at > mostWaiting) throw tooLarge();
      };
    },
    isWhole: () => parseJson(remainder(reading)) !== undefined,
    end() {
      const { take } = reading;
      const some = reading.count > 0;
      const text = remainder(reading);
      const all = parseJson(text);
      if (all === undefined) return { kind: 'no-json', text };
      const elements = elementsOf(all);
      if (elements === undefined) return { kind: 'no-elements' };
      // Of two lists of that name the last one counts, and it was not read.
      if (some && elements[0] !== standIn) return { kind: 'no-json', text };
      if (elements.length > mostElements) return { kind: 'no-json', text };
      elements.slice(some ? 1 : 0).forEach(take);
      return { kind: 'whole', around: all };
    },
  };
}

const tooLarge = () => new ExchangeError('ANSWER_TOO_LARGE', 200);

/** Something stands for the elements that were read, so that what is behind them has to fit. */
function remainder(reading: Reading): string {
  const { head, count, bytes, at, end } = reading;
  return (
    head + (count > 0 ? JSON.stringify(standIn) : '') + decoder.decode(bytes.subarray(at, end))
  );
}

const decoder = new TextDecoder();

function append(reading: Reading, piece: Uint8Array): void {
  const { bytes, view, at, end } = reading;
  const length = end - at + piece.length;
  const room = length <= bytes.length ? { bytes, view } : roomFor(2 * length);
  room.bytes.set(bytes.subarray(at, end));
  room.bytes.set(piece, end - at);
  Object.assign(reading, { ...room, at: 0, end: length });
}

function roomFor(length: number): Pick<Source, 'bytes' | 'view'> {
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer) };
}

// --- the elements ------------------------------------------------------------------------------------

/** In bytes: where the elements do not begin by then, the answer is parsed at its end. */
const longestHead = 65_536;

function readHead(reading: Reading): void {
  const { bytes, end } = reading;
  const length = Math.min(end, longestHead);
  // What is not a letter of its own has more bytes than characters: the list begins at a bracket.
  for (
    let at = bytes.indexOf(openList);
    at >= 0 && at < length;
    at = bytes.indexOf(openList, at + 1)
  ) {
    const head = decoder.decode(bytes.subarray(0, at + 1));
    if (!endsInElements(head)) continue;
    Object.assign(reading, { head, at: at + 1, part: 'elements' });
    return;
  }
  if (end > longestHead) reading.part = 'rest';
}

/** False when more has to come, or when no further element is in sight. */
function readElement(reading: Reading): boolean {
  const { bytes, at, end, count, scan } = reading;
  let start = skipBlanks(reading, at);
  if (count > 0 && start < end) {
    if (bytes[start] !== comma) return leaveRest(reading);
    start = skipBlanks(reading, start + 1);
  }
  if (start === end) return false;
  if (bytes[start] !== openObject) return leaveRest(reading);
  let behind = scan(reading, start);
  if (behind < 0) behind = parseObject(reading, start);
  if (behind < 0) return false;
  reading.at = behind;
  reading.count += 1;
  if (reading.count > mostElements) throw tooLarge();
  return true;
}

/** Behind the object; -1 where it does not end yet, or is none. */
function parseObject(reading: Reading, start: number): number {
  const { bytes, take } = reading;
  const behind = endOfObject(reading, start);
  if (behind < 0) return -1;
  const element = parseJson(decoder.decode(bytes.subarray(start, behind)));
  if (element === undefined) {
    leaveRest(reading);
    return -1;
  }
  take(element);
  return behind;
}

function leaveRest(reading: Reading): false {
  reading.part = 'rest';
  return false;
}

/** Whether its last bracket opens the list called elements, the one at the top. */
function endsInElements(head: string): boolean {
  return /"elements"\s*:\s*\[$/.test(head) && elementsOf(parseJson(`${head}]}`)) !== undefined;
}

function elementsOf(body: unknown): readonly unknown[] | undefined {
  return elementsReply.safeParse(body).data?.elements;
}
