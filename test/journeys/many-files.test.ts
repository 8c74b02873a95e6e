/** Many clients: `status` and `verify` over many files at once, a row for each. */

import { describe, expect, it } from 'vitest';
import { withSpaces } from '../../src/screen/text-lines.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import type { LoggedRequest } from '../../src/simulator/simulator.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { type MemoryWorld, openTestWorld, type WorldOptions } from '../support/world.ts';

const folder = 'clients';

async function openClients(options: WorldOptions = {}): Promise<MemoryWorld> {
  return await openTestWorld({ ...options, setting: 'memory' });
}

/** Two that are fine, and one of each kind that is not. */
async function openMixed(): Promise<MemoryWorld> {
  const { ready } = scenarios;
  const day = 86_400;
  const brief = { ...ready.tokens, accessSeconds: day, refreshSeconds: 25 * day };
  const world = await openClients({ scenario: { ...ready, tokens: brief } });
  world.files.put(`${folder}/old.env`, envText(minted(world)));
  world.setScenario(ready);
  world.passDays(2);
  world.files.put(`${folder}/acme.env`, envText(minted(world)));
  world.files.put(`${folder}/blue.env`, envText(minted(world, { account: '509876543' })));
  world.files.put(`${folder}/keys.env`, envText(appKeys));
  world.files.put(`${folder}/notes.env`, 'Dear diary, nothing of use stands here.\n');
  world.files.put(`${folder}/wide.env`, Buffer.from('\ufeffLINKEDIN_CLIENT_ID=a\n', 'utf16le'));
  return world;
}

const mixed = ['acme', 'blue', 'old', 'keys', 'notes', 'wide', 'gone'].map(
  (name) => `${folder}/${name}.env`,
);

/** How many files were asked about at one time: each has an ad account of its own, which the calls name. */
function mostAtOnce(requests: readonly LoggedRequest[]): number {
  const spans = new Map<string, readonly [from: number, to: number]>();
  for (const { path, query, arrived, answered } of requests) {
    const [id] = /52\d{7}/.exec(path + query) ?? [];
    const [from, to] = spans.get(id ?? '') ?? [arrived, answered];
    if (id !== undefined) spans.set(id, [Math.min(from, arrived), Math.max(to, answered)]);
  }
  const open = (at: number) => [...spans.values()].filter(([from, to]) => from <= at && at <= to);
  return Math.max(...[...spans.values()].map(([from]) => open(from).length));
}

describe('status', () => {
  it('has a row for each file, and the exit code of the worst', async () => {
    const world = await openMixed();
    const run = await world.run(['status', ...mixed, '--within', '30'], { columns: 100 });

    expect(run).toMatchObject({ exitCode: 2, stderr: '', requests: [], asked: [] });
    expect(withSpaces(run.stdout)).toMatchInlineSnapshot(`
      "     ✓ clients/acme.env   before 24 Nov 2027  512345678  365 days left
           ✓ clients/blue.env   before 24 Nov 2027  509876543  365 days left
           ! clients/old.env    before 17 Dec 2026  512345678  the sign-in ends on 17 Dec 2026 (23 days
                                                               left)
           ✗ clients/keys.env                                  3 values missing: LINKEDIN_REFRESH_TOKEN,
                                                               LINKEDIN_ACCESS_TOKEN and
                                                               LINKEDIN_AD_ACCOUNT_ID
           ✗ clients/notes.env                                 no .env: it has no LINKEDIN_ variable
           ✗ clients/wide.env                                  cannot be read: it is UTF-16 text, which
                                                               dotenv does not read
           ✗ clients/gone.env                                  there is no such file

        clients/old.env: the sign-in ends on 17 Dec 2026 (23 days left).
           Sign in again:
                pectus-linkedin setup --file clients/old.env

        LINKEDIN_REFRESH_TOKEN, LINKEDIN_ACCESS_TOKEN and LINKEDIN_AD_ACCOUNT_ID are not set in
        clients/keys.env or in the environment.
           Run this; it asks only for what is missing:
                pectus-linkedin setup --file clients/keys.env

        LINKEDIN_CLIENT_ID, LINKEDIN_CLIENT_SECRET, LINKEDIN_REFRESH_TOKEN, LINKEDIN_ACCESS_TOKEN and
        LINKEDIN_AD_ACCOUNT_ID are not set in clients/notes.env or in the environment.
           Run this; it asks only for what is missing:
                pectus-linkedin setup --file clients/notes.env

        clients/wide.env cannot be read: it is UTF-16 text, which dotenv does not read.
           Save it as UTF-8: in Notepad, File › Save as, with Encoding UTF-8; or convert it:
                node -e 'let f=require(\`fs\`),p=process.argv[1];f.writeFileSync(p,new TextDecoder(\`utf-16le\`).decode(f.readFileSync(p)))' clients/wide.env
           Then run it again:
                pectus-linkedin status --within 30 --file clients/wide.env

        There is no clients/gone.env.
           Set it up:
                pectus-linkedin setup --file clients/gone.env

        2 of 7 files are fine.
      "
    `);
  });

  it('puts the rest under the name on a narrow terminal', async () => {
    const world = await openMixed();
    const run = await world.run(['status', ...mixed.slice(0, 3), '--within', '30'], {
      columns: 40,
    });

    expect(run.exitCode).toBe(6);
    expect(withSpaces(run.stdout)).toMatchInlineSnapshot(`
      "     ✓ clients/acme.env
               before 24 Nov 2027  512345678
               365 days left
           ✓ clients/blue.env
               before 24 Nov 2027  509876543
               365 days left
           ! clients/old.env
               before 17 Dec 2026  512345678
               the sign-in ends on 17 Dec
               2026 (23 days left)

        clients/old.env: the sign-in ends on
        17 Dec 2026 (23 days left).
           Sign in again:
                pectus-linkedin setup --file clients/old.env

        2 of 3 files are fine.
      "
    `);
  });

  it('prints one object with --json, in which each file has its own', async () => {
    const world = await openMixed();
    const run = await world.run(['status', '--json', ...mixed]);
    const { files, ...ending } = JSON.parse(run.stdout);

    expect(run).toMatchObject({ exitCode: 2, stderr: '' });
    expect(ending).toEqual({ outcome: 'env-file-unreadable', exitCode: 2 });
    expect(files).toHaveLength(mixed.length);
    const alone = await world.run(['status', '--json', '--file', `${folder}/blue.env`]);
    expect(files[1]).toEqual(JSON.parse(alone.stdout));
    expect(files.map((one: Record<string, unknown>) => one['envFile'])).toEqual(mixed);
    expect(files.map((one: Record<string, unknown>) => one['outcome'])).toEqual([
      'ok',
      'ok',
      'ok',
      'credentials-incomplete',
      'credentials-incomplete',
      'env-file-unreadable',
      'env-file-missing',
    ]);
    expect(files.at(-1).error.fix[0].command).toBe(
      `pectus-linkedin setup --file ${folder}/gone.env`,
    );
  });

  it('of one file is what --file gives, and its fixes name the file', async () => {
    const world = await openMixed();
    const [, , , keys = ''] = mixed;
    for (const flags of [[], ['--json']]) {
      const named = await world.run(['status', keys, ...flags]);
      const flagged = await world.run(['status', '--file', keys, ...flags]);
      expect({ ...named, requests: [] }).toEqual({ ...flagged, requests: [] });
    }
    const missing = await world.run(['status', `${folder}/gone.env`]);
    expect(missing.exitCode).toBe(4);
    expect(missing.stderr).toContain(`pectus-linkedin setup --file ${folder}/gone.env`);
  });

  it('does not take the environment for one of the files', async () => {
    const world = await openMixed();
    const env = minted(world);
    const run = await world.run(['status', `${folder}/gone.env`, `${folder}/notes.env`], { env });
    expect(run.exitCode).toBe(4);
    expect(run.stdout).toContain('there is no such file');
    expect(run.stdout).toContain('no .env: it has no LINKEDIN_ variable');
  });

  it.each([
    [['--file', '.env']],
    [['-f', '.env']],
    [['--env-file', '.env']],
  ])('refuses files together with %j', async (flags) => {
    const world = await openMixed();
    const run = await world.run(['status', ...mixed.slice(0, 1), ...flags, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('name the files as arguments or with --file, not both');
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'option-malformed', exitCode: 2 });
  });

  it('refuses a name that is empty', async () => {
    const run = await (await openMixed()).run(['status', '', 'a.env']);
    expect(run.exitCode).toBe(2);
  });
});

describe('verify', () => {
  it('asks about each file with a session of its own', async () => {
    const world = await openMixed();
    const run = await world.run(['verify', ...mixed, '--within', '30'], { columns: 100 });

    expect(run).toMatchObject({ exitCode: 2, stderr: '', asked: [] });
    expect(withSpaces(run.stdout)).toMatchInlineSnapshot(`
      "     ✓ clients/acme.env   before 24 Nov 2027  512345678  365 days left
           ✓ clients/blue.env   before 24 Nov 2027  509876543  365 days left
           ! clients/old.env    before 17 Dec 2026  512345678  the sign-in ends on 17 Dec 2026 (23 days
                                                               left)
           ✗ clients/keys.env                                  Credentials: 3 values missing:
                                                               LINKEDIN_REFRESH_TOKEN,
                                                               LINKEDIN_ACCESS_TOKEN,
                                                               LINKEDIN_AD_ACCOUNT_ID
           ✗ clients/notes.env                                 no .env: it has no LINKEDIN_ variable
           ✗ clients/wide.env                                  cannot be read: it is UTF-16 text, which
                                                               dotenv does not read
           ✗ clients/gone.env                                  there is no such file

        clients/old.env: the sign-in ends on 17 Dec 2026 (23 days left).
           Sign in again:
                pectus-linkedin setup --file clients/old.env

        LINKEDIN_REFRESH_TOKEN, LINKEDIN_ACCESS_TOKEN and LINKEDIN_AD_ACCOUNT_ID are not set in
        clients/keys.env or in the environment.
           Run this; it asks only for what is missing:
                pectus-linkedin setup --file clients/keys.env

        LINKEDIN_CLIENT_ID, LINKEDIN_CLIENT_SECRET, LINKEDIN_REFRESH_TOKEN, LINKEDIN_ACCESS_TOKEN and
        LINKEDIN_AD_ACCOUNT_ID are not set in clients/notes.env or in the environment.
           Run this; it asks only for what is missing:
                pectus-linkedin setup --file clients/notes.env

        clients/wide.env cannot be read: it is UTF-16 text, which dotenv does not read.
           Save it as UTF-8: in Notepad, File › Save as, with Encoding UTF-8; or convert it:
                node -e 'let f=require(\`fs\`),p=process.argv[1];f.writeFileSync(p,new TextDecoder(\`utf-16le\`).decode(f.readFileSync(p)))' clients/wide.env
           Then run it again:
                pectus-linkedin verify --within 30 --file clients/wide.env

        There is no clients/gone.env.
           Set it up:
                pectus-linkedin setup --file clients/gone.env

        2 of 7 files are fine.
      "
    `);
    // The old one had an access token that was over.
    expect(run.requests.filter(({ grantType }) => grantType === 'refresh_token')).toHaveLength(1);
    expect(world.files.text(`${folder}/old.env`)).toMatch(
      /^LINKEDIN_ACCESS_TOKEN_EXPIRES_AT=2026-12-17/m,
    );
    expect(world.files.paths().filter((path) => path.endsWith('.lock'))).toEqual([]);
  });

  it('of 200 files is eight at a time, in one table', async () => {
    const scenario = { ...scenarios['many-accounts'], latencyMs: 20 };
    const world = await openClients({ scenario });
    const names = Array.from({ length: 200 }, (_, index) => `${folder}/c${index + 1}.env`);
    names.forEach((name, index) => {
      world.files.put(name, envText(minted(world, { account: `${520000001 + index}` })));
    });
    // What comes first is not what is worst.
    world.files.put(`${folder}/c7.env`, envText({ ...minted(world), LINKEDIN_CLIENT_SECRET: '' }));
    world.files.put(`${folder}/c9.env`, envText(minted(world, { account: '599999999' })));
    const run = await world.run(['verify', ...names]);

    expect(run).toMatchObject({ exitCode: 4, stderr: '' });
    const rows = run.stdout.split('\n').filter((line) => /^ {5}[✓!✗] /.test(line));
    expect(rows).toHaveLength(200);
    expect(rows[199]).toContain('c200.env');
    expect(rows.filter((row) => row.includes('✗'))).toHaveLength(2);
    expect(run.stdout).toContain('198 of 200 files are fine.');
    expect(withSpaces(run.stdout)).toContain(`pectus-linkedin setup --file ${folder}/c7.env`);
    // Who has no role on an account is asked for by key, and then in all three pages of roles.
    expect(run.requests).toHaveLength(199 * 6 + 3);
    expect(mostAtOnce(run.requests)).toBe(8);
    expect(world.progress().at(-1)).toContain('200 of 200 files');
  });

  it('says of a sign-in that is over that it is, and not when it will be', async () => {
    const { ready } = scenarios;
    const brief = { ...ready.tokens, accessSeconds: 3_600, refreshSeconds: 86_400 };
    const world = await openClients({ scenario: { ...ready, tokens: brief } });
    for (const name of ['one.env', 'two.env']) world.files.put(name, envText(minted(world)));
    world.passDays(2);
    for (const command of ['status', 'verify']) {
      const run = await world.run([command, 'one.env', 'two.env']);
      expect(run).toMatchObject({ exitCode: 4, stderr: '' });
      expect(run.stdout).not.toContain('before');
      expect(run.stdout.replace(/\s+/g, ' ')).toContain('The refresh token expired on 23 Nov 2026');
      expect(withSpaces(run.stdout)).toContain('--file two.env');
    }
  });

  it('names the file in whatever else is said of it', async () => {
    const world = await openClients();
    const names = ['one.env', 'two.env'];
    for (const name of names) world.files.put(name, envText(minted(world)));
    world.passDays(70);
    world.files.fail('assertWritable', 'EROFS');
    const run = await world.run(['verify', '--debug', ...names]);
    expect(run.exitCode).toBe(0);
    for (const name of names) {
      expect(run.stderr).toContain(`  ${name}: Renewed, and not saved: ${name} cannot be written`);
      expect(run.stderr).toMatch(new RegExp(`^ {2}${name}: debug: POST .*accessToken`, 'm'));
    }
    expect(run.stderr.split('\n').every((line) => /^( {2}(one|two)\.env: .*)?$/.test(line))).toBe(
      true,
    );
  });

  it('goes on where the program itself is wrong about one of them', async () => {
    const world = await openClients();
    const names = ['one.env', 'two.env'];
    for (const name of names) world.files.put(name, envText(minted(world)));
    const gitStatus = async (path: string) => {
      if (path === 'one.env') throw new TypeError('not foreseen');
      return 'ignored' as const;
    };
    for (const command of ['status', 'verify']) {
      const run = await world.run([command, ...names], { machine: { gitStatus } });
      expect(run).toMatchObject({ exitCode: 1, stderr: '' });
      expect(run.stdout).toContain('one.env: This should not have happened: not foreseen');
      expect(run.stdout).toMatch(/✓ two\.env/);
      const json = await world.run([command, '--json', ...names], { machine: { gitStatus } });
      const { files, ...ending } = JSON.parse(json.stdout);
      expect(ending).toEqual({ outcome: 'bug', exitCode: 1 });
      expect(files[0]).toMatchObject({ outcome: 'bug', exitCode: 1, envFile: 'one.env' });
    }
  });

  it('prints one object with --json, whose files are those of verify', async () => {
    const world = await openMixed();
    const names = mixed.slice(0, 2);
    const run = await world.run(['verify', '--json', ...names]);
    const { files, ...ending } = JSON.parse(run.stdout);
    expect(ending).toEqual({ outcome: 'ready', exitCode: 0 });
    const alone = await world.run(['verify', '--json', names[1] ?? '']);
    expect(files[1]).toEqual(JSON.parse(alone.stdout));
  });

  it('keeps to a rate that the environment sets for all of them together', async () => {
    const world = await openMixed();
    const start = world.now().getTime();
    const env = { LINKEDIN_RATE_LIMIT_RPS: '2' };
    const run = await world.run(['verify', ...mixed.slice(0, 2)], { env });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.requests).toHaveLength(12);
    expect((world.now().getTime() - start) / 1000).toBe(5);
  });

  it('ends at Ctrl-C without a table', async () => {
    const world = await openClients({
      intercept: async () => {
        world.interrupt();
        return undefined;
      },
    });
    for (const name of mixed) world.files.put(name, envText(minted(world)));
    const run = await world.run(['verify', ...mixed]);
    expect(run).toMatchObject({ exitCode: 130, stdout: '' });
  });
});
