/** A simulated LinkedIn with a large account, answers that a test can replace, and its ledger read past the API. */

import { Session } from '../../src/checks/session.ts';
import { loadCredentials } from '../../src/credentials/load.ts';
import type { Span } from '../../src/days.ts';
import { pullReport } from '../../src/report/fetch/pull.ts';
import type {
  PulledReport,
  ReportProgress,
  ReportRequest,
  ReportRow,
} from '../../src/report/report.ts';
import { campaignsOf, groupsOf } from '../../src/simulator/account-structure.ts';
import { performanceOn } from '../../src/simulator/performance.ts';
import { ready, type Scenario } from '../../src/simulator/scenarios.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import type { TestClock } from '../support/clock.ts';
import { envText, minted } from '../support/credentials.ts';
import { type MemoryWorld, openTestWorld } from '../support/world.ts';

const [europe] = ready.accounts;

/** The ready LinkedIn with one account of this size. */
export function withCampaigns(
  campaigns: number,
  changes: Partial<Scenario['accounts'][number]> = {},
): Scenario {
  const accounts = europe === undefined ? [] : [{ ...europe, campaigns, ...changes }];
  return { ...ready, accounts };
}

/** Of calls of adAnalytics, counted from 1: another answer, or undefined for LinkedIn's own. */
export type NumbersIntercept = (
  call: number,
  query: string,
  world: Pick<ReportWorld, 'clock' | 'interrupt'>,
) => Response | undefined;

/** What is unusual about everything but the numbers. */
export interface Around {
  /** Of calls of the other addresses, each counted from 1: another answer, or undefined for LinkedIn's own. */
  readonly intercept?: (path: string, call: number) => Response | undefined;
  /** Variables that the `.env` does not have. */
  readonly without?: readonly string[];
}

export interface ReportWorld {
  readonly clock: TestClock;
  readonly simulator: Simulator;
  readonly interrupt: () => void;
  /** A report that nobody has taken anything of. */
  readonly open: (changes?: Partial<ReportRequest>) => Promise<PulledReport>;
  /** `take` may be slow with a batch; it is told how many calls were made until then. */
  readonly pull: (
    changes?: Partial<ReportRequest>,
    take?: (calls: number) => Promise<void>,
  ) => Promise<Pulled>;
  /** How many calls of adAnalytics there were until now. */
  readonly calls: () => number;
  /** What was said for good, outside the one transient line. */
  readonly said: readonly string[];
  /** The `.env` now. */
  readonly env: () => string;
}

export interface Pulled
  extends Pick<PulledReport, 'head' | 'gaps' | 'namesFault' | 'campaignsFault' | 'whyEmpty'> {
  readonly rows: readonly ReportRow[];
  /** At the end. */
  readonly missing: readonly Span[];
  /** Of adAnalytics, those that were intercepted as well. */
  readonly calls: number;
  readonly mostAtATime: number;
  readonly progress: readonly ReportProgress[];
  /** What the one transient line has said. */
  readonly lines: readonly string[];
}

export const lastYear: ReportRequest = {
  accountId: '512345678',
  from: '2025-11-22',
  to: '2026-11-21',
  granularity: 'daily',
  by: 'campaign',
  extraMetrics: [],
  leads: 'form',
  usd: false,
  campaignIds: [],
};

export async function openReportWorld(
  scenario: Scenario,
  intercept: NumbersIntercept = () => undefined,
  around: Around = {},
): Promise<ReportWorld> {
  const watch = { calls: 0, atATime: 0, mostAtATime: 0 };
  const elsewhere = new Map<string, number>();
  const test: MemoryWorld = await openTestWorld({
    setting: 'memory',
    scenario,
    async intercept({ url }, answer) {
      const { pathname, search } = new URL(url);
      if (!pathname.endsWith('/adAnalytics')) {
        const call = (elsewhere.get(pathname) ?? 0) + 1;
        elsewhere.set(pathname, call);
        return around.intercept?.(pathname, call);
      }
      watch.calls += 1;
      watch.atATime += 1;
      watch.mostAtATime = Math.max(watch.mostAtATime, watch.atATime);
      const response = intercept(watch.calls, search, test) ?? (await answer());
      watch.atATime -= 1;
      return response;
    },
  });
  const { clock, interrupt, simulator } = test;
  const values = Object.entries(minted(test)).filter(([name]) => !around.without?.includes(name));
  await test.put(envText(Object.fromEntries(values)));
  const said: string[] = [];
  const world = test.parts({ terminal: { say: (line) => said.push(line) } });

  async function open(
    changes: Partial<ReportRequest> = {},
    onProgress: (progress: ReportProgress) => void = () => {},
  ): Promise<PulledReport> {
    const loaded = await loadCredentials('.env', world);
    const sessionUntil = (signal: AbortSignal) => new Session(loaded, {}, { ...world, signal });
    const source = { sessionUntil, onProgress };
    return await pullReport({ ...lastYear, ...changes }, source, world);
  }

  return {
    clock,
    simulator: simulator(),
    interrupt,
    open: (changes) => open(changes),
    calls: () => watch.calls,
    said,
    env: () => test.files.text('.env') ?? '',
    async pull(changes = {}, take = async () => {}) {
      const progress: ReportProgress[] = [];
      const pulled = await open(changes, (now) => progress.push(now));
      const rows: ReportRow[] = [];
      for await (const batch of pulled.batches) {
        rows.push(...batch);
        await take(watch.calls);
      }
      const { calls, mostAtATime } = watch;
      const { head, gaps, namesFault, campaignsFault, whyEmpty } = pulled;
      const missing = pulled.missing();
      const end = { gaps, missing, namesFault, campaignsFault, whyEmpty };
      return { head, rows, ...end, calls, mostAtATime, progress, lines: test.progress() };
    },
  };
}

export const minuteThrottle = () =>
  Response.json({ status: 429, message: 'APPLICATION MINUTE limit is reached.' }, { status: 429 });
export const dayThrottle = () =>
  Response.json({ status: 429, message: 'APPLICATION DAY limit is reached.' }, { status: 429 });
export const outage = () => Response.json({ status: 503, message: 'no' }, { status: 503 });

// --- the ledger --------------------------------------------------------------------------------------

const dayLength = 86_400_000;
const cent = 10_000n;

/** What the rows per campaign and day have to be, straight from the made-up performance. */
export function ledger(
  { accounts }: Scenario,
  { from, to }: Pick<ReportRequest, 'from' | 'to'> = lastYear,
): readonly ReportRow[] {
  return accounts.slice(0, 1).flatMap((account) => {
    const names = new Map(groupsOf(account).map(({ id, name }) => [id, name]));
    return campaignsOf(account).flatMap((campaign) =>
      daysOf(from, to).flatMap((day): readonly ReportRow[] => {
        const one = performanceOn(day, campaign, account.currency);
        if (one.impressions === 0) return [];
        const { id, groupId, name, status } = campaign;
        return [
          {
            date: new Date(day * dayLength).toISOString().slice(0, 10),
            id: String(id),
            name,
            status,
            group: { id: String(groupId), name: names.get(groupId) },
            spend: BigInt(one.localCents) * cent,
            spendUsd: undefined,
            impressions: one.impressions,
            clicks: one.clicks,
            leads: one.leads,
            extra: {},
          },
        ];
      }),
    );
  });
}

function daysOf(from: string, to: string): readonly number[] {
  const [first, last] = [Date.parse(from) / dayLength, Date.parse(to) / dayLength];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** By date and id: LinkedIn promises no order. */
export function inOrder(rows: readonly ReportRow[]): readonly ReportRow[] {
  const place = ({ date, id }: ReportRow) => `${date} ${id}`;
  return rows.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
}
