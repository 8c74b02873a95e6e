/** `setup --rehearse` as a process: the whole way, with a file of its own and nothing sent anywhere. */

import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';

import { across, questionsOn, walk } from '../support/first-run.ts';
import { bin } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty } from '../support/pty.ts';

beforeAll(buildOnce);

/** LinkedIn is played by the program itself; what the environment says of the real one is to be passed over. */
const alone = {
  PECTUS_LINKEDIN_OAUTH_URL: undefined,
  PECTUS_LINKEDIN_API_URL: undefined,
  LINKEDIN_CLIENT_ID: '78realapplication',
  LINKEDIN_CLIENT_SECRET: 'WPL_AP1.real',
};

async function openRehearsal() {
  const world = await openProcessWorld();
  return { world, args: [...world.setup, '--rehearse'] };
}

const rows = (text: string) => text.split('\n');

const contract = [
  'LINKEDIN_ACCESS_TOKEN',
  'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
  'LINKEDIN_AD_ACCOUNT_ID',
  'LINKEDIN_CLIENT_ID',
  'LINKEDIN_CLIENT_SECRET',
  'LINKEDIN_MEMBER_URN',
  'LINKEDIN_REDIRECT_URI',
  'LINKEDIN_REFRESH_TOKEN',
  'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
  'LINKEDIN_SCOPES',
];

describe('a rehearsal without a terminal', () => {
  it('plays the person, too, and ends with the table, the account, both dates and the path', async () => {
    const { world, args } = await openRehearsal();
    const { exitCode, stdout, stderr } = await world.run(args, { environment: alone });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    const last = stderr.slice(stderr.indexOf('8/8'));
    expect(last.match(/^ {5}✓ /gm)).toHaveLength(9);
    expect(last).toContain('Ready. Pectus can read Acme Europe.');
    expect(last).toMatch(/access\s+token\s+until\s+\d+ \w+ \d{4}/);
    expect(last).toMatch(/refresh\s+token\s+until \d+ \w+ \d{4}/);
    expect(last).toMatch(/remind --file .env.rehearsal$/m);
    expect(Object.keys(parse((await world.text('.env.rehearsal')) ?? '')).sort()).toEqual(contract);
    expect(await world.text('.env')).toBeUndefined();
  });

  it('is the same a second time', async () => {
    const { world, args } = await openRehearsal();
    const [first, second] = [
      await world.run(args, { environment: alone }),
      await world.run(args, { environment: alone }),
    ];
    expect(second.exitCode).toBe(0);
    expect(withoutChances(second.stderr)).toEqual(withoutChances(first.stderr));
  });

  it('has no line longer than eighty columns but addresses', async () => {
    const { world, args } = await openRehearsal();
    const { stderr } = await world.run(args, { environment: alone });
    // However deep the folder of the program lies.
    const shown = rows(stderr.replaceAll(bin, 'pectus-linkedin'));
    expect(shown.filter((row) => row.length > 80 && !row.includes('://'))).toEqual([]);
  });
});

describeWithPty('a rehearsal at a terminal', () => {
  const start = (world: ProcessWorld, args: readonly string[]) =>
    world.screen(args, { environment: alone });

  it('asks the person, and opens the stand-in pages in the browser', async () => {
    const { world, args } = await openRehearsal();
    const screen = start(world, args);
    await walk({ world, screen });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    const paths = (await world.visits()).map((address) => new URL(address).pathname);
    expect(paths).toEqual(['/developers/apps/new', '/oauth/v2/authorization']);
    expect(screen.text()).toContain('That was a rehearsal: nothing left this machine.');
    expect(await world.text('.env')).toBeUndefined();
  });

  it('interrupted at the seventh step goes on there, and asks nothing twice', async () => {
    const { world, args } = await openRehearsal();
    const first = start(world, args);
    await walk({ world, screen: first }, { to: 'ad-account' });
    first.press('ctrl-c');
    expect(await first.exited).toEqual({ exitCode: 130 });
    const saved = parse((await world.text('.env.rehearsal')) ?? '');

    const second = start(world, args);
    await walk({ world, screen: second }, { from: 'ad-account' });
    expect(await second.exited).toEqual({ exitCode: 0 });
    expect(questionsOn(second)).toEqual(['Ad account Acme US']);
    expect(parse((await world.text('.env.rehearsal')) ?? '')).toMatchObject(saved);
    expect((await world.visits()).filter((one) => one.includes('/authorization'))).toHaveLength(1);
  });

  it('shows the fault of a scenario in the browser and here', async () => {
    const { world, args } = await openRehearsal();
    const screen = start(world, [...args, 'only-r-ads']);
    await walk({ world, screen }, { to: 'consent' });
    const page = await decide(await world.opened('/authorization'), 'allow');
    expect(page.text).toContain('Not yet');
    expect(await screen.exited).toEqual({ exitCode: 3 });
    expect(screen.text()).toContain('(scope-missing, exit 3)');
  });

  it('plays the person where there is no browser, and says so', async () => {
    const { world, args } = await openRehearsal();
    const screen = world.screen(args, {
      environment: { ...alone, DISPLAY: undefined, BROWSER: undefined },
    });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    await screen.waitFor(across('the rehearsal plays your part'));
  });
});

/** Ports, states and tokens differ from run to run. */
function withoutChances(text: string): readonly string[] {
  return rows(text).map((row) =>
    row
      .replace(/127\.0\.0\.1:\d+/, '')
      .replace(/state=[\w-]+/, '')
      .replace(/^ +[▁▂▃▄▅▆▇█]+$/, ''),
  );
}
