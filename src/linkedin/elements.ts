/**
 * The `elements` of a long answer, parsed as they arrive: fifteen thousand rows parsed at once are all
 * alive together, and a process that reads hundreds of such answers keeps the memory.
 */

import { elementsReply } from './wire.ts';

export interface Elements {
  /** The next piece of the answer's text. */
  readonly add: (piece: string) => void;
  end(): Ending;
}

/** Whatever was handed on before, only `whole` says that it was LinkedIn's answer, and all of it. */
export type Ending =
  | { readonly kind: 'whole' | 'no-elements' }
  | { readonly kind: 'no-json'; readonly text: string };

/**
 * Hands the elements on in their order.
 *
 * Where one ends is a guess, and the parser proves it: a wrong one leaves something open, or closes too
 * much. Then the rest is parsed at once, between the text before the elements and the text behind them.
 */
export function openElements(take: (element: unknown) => void): Elements {
  /** Up to the bracket of the elements. */
  let head = '';
  let rest = '';
  let guesses = true;

  function begin(): boolean {
    head = headOf(rest);
    rest = rest.slice(head.length);
    return head !== '';
  }

  /** False when the last `},{` was not between two elements. */
  function takeWhole(): boolean {
    const end = rest.lastIndexOf('},{') + 1;
    const elements = parse(`[${rest.slice(0, end)}]`);
    if (!Array.isArray(elements)) return false;
    elements.forEach(take);
    if (end > 0) rest = rest.slice(end + 1);
    return true;
  }

  return {
    add(piece) {
      rest += piece;
      if (guesses) guesses = (head !== '' || begin()) && takeWhole();
    },
    end() {
      const all = parse(head + rest);
      if (all === undefined) return { kind: 'no-json', text: head + rest };
      const elements = elementsOf(all);
      elements?.forEach(take);
      return { kind: elements === undefined ? 'no-elements' : 'whole' };
    },
  };
}

/** Up to the bracket of the first list called elements, where that is the one at the top. */
function headOf(text: string): string {
  const [head] = /^.*?"elements"\s*:\s*\[/s.exec(text) ?? [''];
  return elementsOf(parse(`${head}]}`)) === undefined ? '' : head;
}

function elementsOf(body: unknown): readonly unknown[] | undefined {
  return elementsReply.safeParse(body).data?.elements;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
