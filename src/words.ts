/** Counts and lists in sentences, and the word that a mistyped one most likely stands for. */

import { distance } from 'fastest-levenshtein';

/** "1 day", "1,204 days" */
export function counted(count: number, noun: string): string {
  // What formats numbers takes long to load.
  const number = count < 1_000 ? count : count.toLocaleString('en');
  return `${number} ${noun}${count === 1 ? '' : 's'}`;
}

/** "a", "a and b", "a, b and c" */
export function listed(items: readonly string[], conjunction = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/** "BILLING_HOLD" as "billing hold" */
export function constantText(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ');
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A clause as a sentence of its own; what is not there stays so. */
export function sentence(clause: string): string;
export function sentence(clause: string | undefined): string | undefined;
export function sentence(clause: string | undefined): string | undefined {
  return clause && `${capitalized(clause)}.`;
}

/** So many letters may stand in many words. */
const fewestLetters = 3;

/**
 * Of the words, the one that is the fewest keystrokes away, in whatever case, of those that have the given one in
 * them, or its letters in another order, or a part in which less than a third of it would have to be typed anew.
 */
export function nearestWord(given: string, words: readonly string[]): string | undefined {
  const typed = given.toLowerCase();
  const letters = (word: string) => [...word.toLowerCase()].toSorted().join('');
  const keystrokes = (word: string) => distance(typed, word.toLowerCase());
  const near = words.filter(
    (word) =>
      [word, ...word.split('-')].some((part) => keystrokes(part) <= typed.length / 3) ||
      letters(word) === letters(typed) ||
      (typed.length >= fewestLetters && word.toLowerCase().includes(typed)),
  );
  return near.toSorted((one, other) => keystrokes(one) - keystrokes(other))[0];
}
