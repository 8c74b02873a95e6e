/** Fixes in one line each, as somebody reads them who types the name of the program only. */

import type { Fix } from '../../src/faults/fault.ts';
import { copiedText } from '../../src/screen/fix-text.ts';
import { quietTerminal } from './terminal.ts';

export function fixLines(fixes: readonly Fix[]): readonly string[] {
  return fixes.map((fix) => {
    const copied = copiedText(fix, quietTerminal);
    return copied === undefined ? fix.say : `${fix.say}: ${copied}`;
  });
}
