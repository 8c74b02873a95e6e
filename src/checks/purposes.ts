/** What credentials can be for: the one table. A further purpose is a further entry. */

import { conversionRules } from '../linkedin/conversions.ts';
import { dailyTotals } from '../linkedin/daily-totals.ts';
import { administeredPages } from '../linkedin/page-roles.ts';
import type { RestAnswer } from '../linkedin/rest.ts';
import { missingScopes, opensAdAccounts } from '../linkedin/scopes.ts';
import {
  type Evidence,
  okValue,
  type ProofCall,
  type Purpose,
  type RestResult,
} from './evidence.ts';
import { judgeConversions, judgePages, judgeReporting } from './proof-checks.ts';
import type { CheckId, CheckOutcome } from './verdict.ts';

/** In the order of their checks. */
export const purposes: readonly Purpose[] = [
  purpose({
    name: 'reporting',
    product: 'Advertising API',
    scopes: ['r_ads', 'r_ads_reporting'],
    use: 'read',
    useCase: (company) => {
      const [reads, whose] = company === '' ? ['We read', 'our'] : [`${company} reads`, 'its'];
      return `${reads} the performance of ${whose} own ad account: spend, impressions, clicks and leads per campaign and day, for internal reporting. No third-party data, no member profiles, no campaign changes.`;
    },
    id: 'reporting',
    title: 'Reporting',
    ask: async ({ accountId, days }, token, linkedin) =>
      await dailyTotals(accountId, days, token, linkedin),
    judge: judgeReporting,
    showsAccess: (rows) => rows.length > 0,
  }),
  purpose({
    name: 'conversions',
    product: 'Conversions API',
    scopes: ['r_ads', 'rw_conversions'],
    use: 'send conversions to',
    leastRole: 'CREATIVE_MANAGER',
    useCase: (company) => {
      const [sends, whose] = company === '' ? ['We send', 'our'] : [`${company} sends`, 'its'];
      return `${sends} conversions of ${whose} own customers to ${whose} own ad account, from ${whose} own server, to measure ${whose} own campaigns. No data of third parties, no member profiles.`;
    },
    tokenWithoutApp: 'Campaign Manager › Data › Signals manager › Direct API',
    id: 'conversions',
    title: 'Conversions',
    ask: async ({ accountId }, token, linkedin) =>
      await conversionRules(accountId, token, linkedin),
    judge: judgeConversions,
    showsAccess: (rules) => rules.length > 0,
  }),
  purpose({
    name: 'organic',
    product: 'Advertising API',
    scopes: ['r_organization_social', 'r_organization_admin'],
    useCase: (company) => {
      const [reads, whose] = company === '' ? ['We read', 'our'] : [`${company} reads`, 'its'];
      return `${reads} the posts of ${whose} own LinkedIn Page with their reactions, and the Page's followers and visitors, for internal reporting. No third-party data, no posting.`;
    },
    id: 'page-role',
    title: 'Page role',
    ask: async (_, token, linkedin) => await administeredPages(token, linkedin),
    judge: judgePages,
    showsAccess: () => false,
  }),
];

export const purposeNames: readonly string[] = purposes.map(({ name }) => name);

/** All that these scopes are enough for; else what they are a part of, and without any of that the first. */
export function purposesFor(scopes: readonly string[] = []): readonly Purpose[] {
  const isServed = (one: Purpose) => missingScopes(one.scopes, scopes).length === 0;
  const served = purposes.filter(isServed);
  if (served.length > 0) return served;
  const begun = purposes.filter((one) => ownScopes(one).some((scope) => scopes.includes(scope)));
  return begun.length > 0 ? begun : purposes.slice(0, 1);
}

/** Those that no other purpose has. */
function ownScopes(purpose: Purpose): readonly string[] {
  const others = purposes.filter((one) => one !== purpose).flatMap(({ scopes }) => scopes);
  return purpose.scopes.filter((scope) => !others.includes(scope));
}

/** The products that an app needs for them, each once. */
export function productsIn(wanted: readonly Purpose[]): readonly string[] {
  return [...new Set(wanted.map(({ product }) => product))];
}

export function scopesOf(wanted: readonly Purpose[]): readonly string[] {
  return [...new Set(wanted.flatMap(({ scopes }) => scopes))];
}

/** What was wanted, whatever was granted: what the purposes need, and what is remembered beside it. */
export function wantedScopes({ purposes: wanted, loaded }: Evidence): readonly string[] {
  const needed = scopesOf(wanted);
  const { scopes = [] } = loaded.credentials;
  return [...new Set([...needed, ...scopes])];
}

export function needsAdAccount({ scopes }: Purpose): boolean {
  return opensAdAccounts(scopes);
}

// --- entries -----------------------------------------------------------------------------------------

type Described = Pick<
  Purpose,
  'name' | 'product' | 'scopes' | 'use' | 'leastRole' | 'useCase' | 'tokenWithoutApp'
>;

interface Proven<T> {
  readonly id: CheckId;
  readonly title: string;
  readonly ask: (...call: Parameters<ProofCall>) => Promise<RestAnswer<T>>;
  readonly judge: (answer: RestResult<T>, evidence: Evidence) => CheckOutcome;
  readonly showsAccess: (value: T) => boolean;
}

/** The only place that knows of what type an answer is: it is judged by the entry that asked. */
function purpose<T>({
  id,
  title,
  ask,
  judge,
  showsAccess,
  ...described
}: Described & Proven<T>): Purpose {
  const answer = ({ rest }: Evidence) => rest?.proofs?.[id] as RestResult<T>;
  const account = opensAdAccounts(described.scopes)
    ? (['ad-account', 'account-role'] as const)
    : [];
  return {
    ...described,
    ask,
    check: {
      id,
      title,
      requires: ['credentials', 'access-token', 'scopes', ...account],
      run: (evidence) => judge(answer(evidence), evidence),
    },
    showsAccess: (evidence) => {
      const value = okValue(answer(evidence));
      return value !== undefined && showsAccess(value);
    },
  };
}
