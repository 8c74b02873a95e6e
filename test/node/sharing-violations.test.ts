/** Nobody is waited for but on Windows, which is in test/windows/. */

import { expect, it } from 'vitest';
import { untilReleased } from '../../src/node/sharing-violations.ts';

const refused = (code: string) => Object.assign(new Error(code), { code });

it.runIf(process.platform === 'linux')('elsewhere nothing is attempted twice', async () => {
  let attempts = 0;
  const attempt = () => {
    attempts += 1;
    throw refused('EBUSY');
  };
  await expect(untilReleased('/tmp/x', attempt)).rejects.toMatchObject({ code: 'EBUSY' });
  expect(attempts).toBe(1);
});
