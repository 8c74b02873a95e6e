/** Nobody is waited for but on Windows, which is in test/windows/. */

import { expect, it } from 'vitest';
import { untilReleased } from '../../src/node/sharing-violations.ts';
import { itWith, linux } from '../support/systems.ts';

const refused = (code: string) => Object.assign(new Error(code), { code });

itWith(linux)('elsewhere nothing is attempted twice', async () => {
  let attempts = 0;
  const attempt = () => {
    attempts += 1;
    throw refused('EBUSY');
  };
  await expect(untilReleased('/tmp/x', attempt)).rejects.toMatchObject({ code: 'EBUSY' });
  expect(attempts).toBe(1);
});

it('after Ctrl-C it is attempted all the same, so that a lock is cleared away', async () => {
  const attempt = async () => 'removed';
  expect(await untilReleased('/tmp/x', attempt, AbortSignal.abort())).toBe('removed');
});
