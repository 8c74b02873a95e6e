/** `setup --rehearse` as a process: the whole way, with a file of its own and nothing sent anywhere. */

import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';

import { across, questionsOn, walk } from '../support/first-run.ts';
import { describeWithPty } from '../support/pty.ts';
import { openStage, type Stage } from '../support/stage.ts';

beforeAll(buildOnce);

/** LinkedIn is played by the program itself; what the environment says of the real one is to be passed over. */
const alone = {
  PECTUS_LINKEDIN_OAUTH_URL: undefined,
  PECTUS_LINKEDIN_API_URL: undefined,
  LINKEDIN_CLIENT_ID: '78realapplication',
  LINKEDIN_CLIENT_SECRET: 'WPL_AP1.real',
};

async function openRehearsal() {
  const stage = await openStage();
  return { stage, args: [...stage.setup, '--rehearse'] };
}

const rows = (text: string) => text.split('\n');

const contract = [
  'LINKEDIN_ACCESS_TOKEN',
  'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
  'LINKEDIN_AD_ACCOUNT_ID',
  'LINKEDIN_CLIENT_ID',
  'LINKEDIN_CLIENT_SECRET',
  'LINKEDIN_REDIRECT_URI',
  'LINKEDIN_REFRESH_TOKEN',
  'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
  'LINKEDIN_SCOPES',
];

describe('a rehearsal without a terminal', () => {
  it('plays the person, too, and ends with the table, the account, both dates and the path', async () => {
    const { stage, args } = await openRehearsal();
    const { exitCode, stdout, stderr } = await stage.run(args, { environment: alone });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    const last = stderr.slice(stderr.indexOf('8/8'));
    expect(last.match(/^ {5}✓ /gm)).toHaveLength(9);
    expect(last).toContain('Ready. Pectus can read Acme Europe.');
    expect(last).toMatch(/access token until \d+ \w+ \d{4}/);
    expect(last).toMatch(/refresh\s+token until \d+ \w+ \d{4}/);
    expect(last).toMatch(/remind --file .env.rehearsal$/m);
    expect(Object.keys(parse((await stage.file('.env.rehearsal')) ?? '')).sort()).toEqual(contract);
    expect(await stage.file('.env')).toBeUndefined();
  });

  it('is the same a second time', async () => {
    const { stage, args } = await openRehearsal();
    const [first, second] = [
      await stage.run(args, { environment: alone }),
      await stage.run(args, { environment: alone }),
    ];
    expect(second.exitCode).toBe(0);
    expect(withoutChances(second.stderr)).toEqual(withoutChances(first.stderr));
  });

  it('has no line longer than eighty columns but addresses', async () => {
    const { stage, args } = await openRehearsal();
    const { stderr } = await stage.run(args, { environment: alone });
    expect(rows(stderr).filter((row) => row.length > 80 && !row.includes('://'))).toEqual([]);
  });
});

describeWithPty('a rehearsal at a terminal', () => {
  const start = (stage: Stage, args: readonly string[]) =>
    stage.screen(args, { environment: alone });

  it('asks the person, and opens the stand-in pages in the browser', async () => {
    const { stage, args } = await openRehearsal();
    const screen = start(stage, args);
    await walk({ stage, screen });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    const paths = (await stage.visits()).map((address) => new URL(address).pathname);
    expect(paths).toEqual(['/developers/apps/new', '/oauth/v2/authorization']);
    expect(screen.text()).toContain('That was a rehearsal: nothing left this machine.');
    expect(await stage.file('.env')).toBeUndefined();
  });

  it('interrupted at the seventh step goes on there, and asks nothing twice', async () => {
    const { stage, args } = await openRehearsal();
    const first = start(stage, args);
    await walk({ stage, screen: first }, { to: 'ad-account' });
    first.press('ctrl-c');
    expect(await first.exited).toEqual({ exitCode: 130 });
    const saved = parse((await stage.file('.env.rehearsal')) ?? '');

    const second = start(stage, args);
    await walk({ stage, screen: second }, { from: 'ad-account' });
    expect(await second.exited).toEqual({ exitCode: 0 });
    expect(questionsOn(second)).toEqual(['Ad account Acme US']);
    expect(parse((await stage.file('.env.rehearsal')) ?? '')).toMatchObject(saved);
    expect((await stage.visits()).filter((one) => one.includes('/authorization'))).toHaveLength(1);
  });

  it('shows the fault of a scenario in the browser and here', async () => {
    const { stage, args } = await openRehearsal();
    const screen = start(stage, [...args, 'only-r-ads']);
    await walk({ stage, screen }, { to: 'consent' });
    const page = await decide(await stage.opened('/authorization'), 'allow');
    expect(page.text).toContain('Not yet');
    expect(await screen.exited).toEqual({ exitCode: 3 });
    expect(screen.text()).toContain('(scope-missing, exit 3)');
  });

  it('plays the person where there is no browser, and says so', async () => {
    const { stage, args } = await openRehearsal();
    const screen = stage.screen(args, {
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
