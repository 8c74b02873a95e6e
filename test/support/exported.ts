/** What `export` makes of one set of credentials; any request fails it. */

import { envText } from './credentials.ts';
import { openTestWorld, type Run, type TestWorld } from './world.ts';

export const values = {
  LINKEDIN_CLIENT_ID: '78abcdefghij12',
  LINKEDIN_CLIENT_SECRET: 'WPL_AP1.abc.ZGVm==',
  LINKEDIN_REFRESH_TOKEN: 'AQVrefresh-1_2',
  LINKEDIN_ACCESS_TOKEN: 'AQXaccess-1_2',
  LINKEDIN_AD_ACCOUNT_ID: '512345678',
};

export async function holding(
  stored: Readonly<Record<string, string>> = values,
): Promise<TestWorld> {
  return await openTestWorld({ files: { '.env': envText(stored) } });
}

/** Formats that start a server need one. */
export function serverOf(format: string | undefined): readonly string[] {
  return format === 'mcp' || format === 'vscode' ? ['--', 'npx', 'ads-server'] : [];
}

export async function exported(world: TestWorld, ...flags: readonly string[]): Promise<Run> {
  const server = serverOf(flags[flags.indexOf('--format') + 1]);
  return await world.run(['export', ...flags, ...server], {
    browser: 'zero',
    fetch: async () => {
      throw new Error('export is offline');
    },
  });
}
