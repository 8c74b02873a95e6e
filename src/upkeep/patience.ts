/** Patience with a token so young that not all of LinkedIn knows it yet. */

import type { World } from '../world.ts';

const youth = 60_000;
const pause = 3_000;
const longest = 45_000;

/**
 * Asks again, for up to 45 s, as long as `tooYoung` says so and the token is less than a minute old.
 * Fresh tokens are refused for seconds, and called revoked (65601) at that.
 */
export function patience(
  born: Date | undefined,
  { clock, signal, terminal }: Pick<World, 'clock' | 'signal' | 'terminal'>,
): <T>(ask: () => Promise<T>, tooYoung: (answer: T) => boolean, first?: T) => Promise<T> {
  return async (ask, tooYoung, first) => {
    let answer = first ?? (await ask());
    if (born === undefined || clock.now().getTime() - born.getTime() > youth) return answer;
    for (let waited = 0; tooYoung(answer) && waited < longest; waited += pause) {
      const left = Math.round((longest - waited) / 1_000);
      terminal.progress(`     LinkedIn is still making the new token known … ${left} s at most`);
      await clock.sleep(pause, signal);
      answer = await ask();
    }
    terminal.progress(undefined);
    return answer;
  };
}
