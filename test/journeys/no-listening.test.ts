/** A system that lets no program listen, as sandboxes do: the answer is pasted, or it is told as what it is. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { addressAfterAllow } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty } from '../support/pty.ts';

beforeAll(buildOnce);

/** In the program's process alone. */
async function refusing(world: ProcessWorld, code: string) {
  const path = join(world.folder, 'refusing.cjs');
  await writeFile(
    path,
    `require('node:net').Server.prototype.listen = function () {
      const refusal = Object.assign(new Error('listen ${code}'), { code: '${code}' });
      setImmediate(() => this.emit('error', refusal));
      return this;
    };\n`,
  );
  return { NODE_OPTIONS: `--require ${path}` };
}

const codes = ['EPERM', 'EINVAL', 'EACCES', 'ENOSYS'];

describe('with nobody to ask', () => {
  it.each(codes)('%s is told as what it is', async (code) => {
    const world = await openProcessWorld();
    const environment = { ...appKeys, ...(await refusing(world, code)) };
    for (const args of [
      [...world.setup, '--no-input', '--ad-account', '512345678'],
      ['simulate', '--port', '4567'],
      ['setup', '--rehearse', '--no-input'],
    ]) {
      const { exitCode, stderr } = await world.run(args, { environment });
      expect(exitCode).toBe(3);
      expect(stderr).toContain(code);
      expect(stderr).toMatch(/\(listening-refused, exit 3\)/);
    }
  });
});

describeWithPty('in a terminal', () => {
  it.each(codes)('the address is pasted after %s', async (code) => {
    const world = await openProcessWorld();
    const environment = { ...appKeys, ...(await refusing(world, code)) };
    const args = [...world.setup, '--no-browser', '--ad-account', '512345678'];
    const screen = world.screen(args, { environment, columns: 300 });
    const shown = await screen.waitFor('paste the address of that page');
    const [address = ''] = /http:\/\/127[^\s]*\/authorization\?\S+/.exec(shown) ?? [];
    const end = await addressAfterAllow(new URL(address));
    await screen.waitFor('Waiting for LinkedIn');
    screen.type(`${end.href}\r`);
    await screen.waitFor(/Ready\./);
  });
});
