/** Whether bytes can be the whole of an `.env`, and text at all. */

import { variableNames } from '../variables.ts';
import { parseEnv } from './dotenv-text.ts';

/** How often content that lacks variables is seen unchanged before it counts as somebody's wish. */
const certain = 30;

/**
 * Whether content can be the whole file, and not one that an editor has emptied or half written: it has
 * the variables that were there a moment ago. Our own never go while we hold the lock.
 */
export function wholenessOf(
  known: Uint8Array | undefined,
): (content: Uint8Array | undefined) => boolean {
  const names = Object.keys(parseEnv(known ?? new Uint8Array()));
  let times = 0;
  let last: Uint8Array | undefined;
  return (content) => {
    if (known === undefined || known.length === 0) return true;
    if (content === undefined || content.length === 0) return false;
    const found = parseEnv(content);
    const missing = names.filter((name) => found[name] === undefined);
    if (missing.length === 0) return true;
    times = last !== undefined && Buffer.compare(last, content) === 0 ? times + 1 : 0;
    last = content;
    const ours: readonly string[] = variableNames;
    return times >= certain && !missing.some((name) => ours.includes(name));
  };
}

/** What `>` of Windows PowerShell 5 writes, with or without its mark: every other byte is zero. */
export function isUtf16(content: Uint8Array): boolean {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = content.subarray(0, 4_096);
  return [0, 1].some((parity) => {
    const half = start.filter((_, index) => index % 2 === parity);
    const zeros = half.filter((byte) => byte === 0).length;
    return start.length >= 4 && zeros > half.length * 0.7;
  });
}
