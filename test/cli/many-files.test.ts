/** The worst of several answers. */

import { expect, it } from 'vitest';
import { worstOf } from '../../src/cli/many-files.ts';
import { Exit, type ExitCode } from '../../src/faults/fault.ts';

const answer = (exitCode: ExitCode) => ({ outcome: `exit ${exitCode}`, exitCode, more: true });

it.each<[readonly ExitCode[], ExitCode]>([
  [[0], 0],
  [[0, 6, 0], 6],
  [[6, 5, 6], 5],
  [[5, 3, 5], 3],
  [[3, 4, 3, 6], 4],
  [[4, 1, 5], 1],
  [[1, 0, 2, 4], 2],
])('of %j is %i', (exitCodes, exitCode) => {
  expect(worstOf(exitCodes.map(answer))).toEqual({ outcome: `exit ${exitCode}`, exitCode });
});

it('knows of every exit code that a file can have', () => {
  const all = Object.values(Exit).filter((code) => code !== Exit.cancelled);
  for (const code of all) {
    expect(worstOf([answer(Exit.ok), answer(code)]).exitCode).toBe(code);
  }
});

it('of two that are alike is the first', () => {
  const [one, other] = [
    { ...answer(3), outcome: 'one' },
    { ...answer(3), outcome: 'other' },
  ];
  expect(worstOf([one, other]).outcome).toBe('one');
});
