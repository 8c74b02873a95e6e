/** The planner against a LinkedIn that cuts: every row exactly once, in few calls. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  completed,
  givenUp,
  inParts,
  lengthOf,
  narrowed,
  type Plan,
  partsOf,
  retried,
  type Selection,
  split,
  startPlan,
  takeWindow,
  unsettled,
  type Window,
  withKnownEntities,
} from '../../src/report/fetch/plan.ts';

const cut = 15_000;
const isFull = (rows: number): boolean => rows >= cut;

/** Which campaigns had numbers in which period: campaign 0 to `campaigns`, each in a group. */
interface Ledger {
  readonly campaigns: number;
  readonly periods: number;
  readonly groups: number;
  readonly active: (campaign: number, period: number) => boolean;
  /** The order in which rows come before they are cut. */
  readonly order: (row: Row) => number;
  /** How many campaigns are said to have rows at most before anything is asked for: 0 where nothing is said. */
  readonly known: number;
}

/** Campaign × 1,000 + period: numbers, because there are millions of them. */
type Row = number;
const campaignOf = (row: Row) => Math.floor(row / 1_000);
const periodOf = (row: Row) => row % 1_000;

const isDone = ({ open, underWay }: Plan) => open.length === 0 && underWay.length === 0;

/** Good enough to shuffle by. */
const scatter = (one: number, other: number) =>
  (Math.imul(one * 2_654_435 + other * 40_503 + 17, 0x9e3779b1) >>> 0) / 2 ** 32;

const orders = {
  scattered: (row: Row) => scatter(campaignOf(row), periodOf(row)),
  'by period': (row: Row) => periodOf(row) * 100_000 + campaignOf(row),
  'by campaign': (row: Row) => row,
  'latest first': (row: Row) => -periodOf(row) * 100_000 + campaignOf(row),
};

function isSelected(ledger: Ledger, campaign: number, selection: Selection): boolean {
  if (selection.kind === 'account') return true;
  const id = selection.kind === 'groups' ? campaign % ledger.groups : campaign;
  return selection.ids.includes(String(id));
}

function rowsIn(ledger: Ledger, { first, last, selection }: Window): readonly Row[] {
  const rows: Row[] = [];
  for (let campaign = 0; campaign < ledger.campaigns; campaign += 1) {
    if (!isSelected(ledger, campaign, selection)) continue;
    for (let period = first; period <= last; period += 1) {
      if (ledger.active(campaign, period)) rows.push(campaign * 1_000 + period);
    }
  }
  return rows;
}

function answer(ledger: Ledger, window: Window): readonly Row[] {
  const rows = rowsIn(ledger, window);
  if (rows.length <= cut) return rows;
  const last = Float64Array.from(rows, ledger.order).sort()[cut - 1] ?? 0;
  return rows.filter((row) => ledger.order(row) <= last).slice(0, cut);
}

interface Pulled {
  readonly rows: readonly Row[];
  readonly calls: number;
  readonly lost: readonly Window[];
}

/** Four at a time; the one that started last comes back first, every other time. */
function pull(ledger: Ledger, fails: (window: Window) => boolean = () => false): Pulled {
  const rows: Row[] = [];
  const lost: Window[] = [];
  let calls = 0;
  let underWay: readonly Window[] = [];
  let plan = withKnownEntities(startPlan(ledger.periods, { kind: 'account' }), ledger.known);
  while (!isDone(plan)) {
    for (let taken = takeWindow(plan); taken && underWay.length < 4; taken = takeWindow(plan)) {
      plan = taken.plan;
      underWay = [...underWay, taken.window];
    }
    const window = calls % 2 === 0 ? underWay[0] : underWay.at(-1);
    if (window === undefined) throw new Error('nothing is under way, and nothing may start');
    underWay = underWay.filter((one) => one !== window);
    calls += 1;
    if (fails(window)) {
      plan = window.again ? givenUp(plan, window) : retried(plan, window);
      if (window.again) lost.push(window);
      continue;
    }
    const found = answer(ledger, window);
    plan = after(plan, window, { ledger, found });
    if (!isFull(found.length)) rows.push(...found);
    else if (lengthOf(window) === 1) calls += 1;
  }
  return { rows, calls, lost };
}

function after(
  plan: Plan,
  window: Window,
  { ledger, found }: { readonly ledger: Ledger; readonly found: readonly Row[] },
): Plan {
  const entities = new Set(found.map(campaignOf)).size;
  const seen = { rows: found.length, entities };
  if (!isFull(found.length)) return completed(plan, window, seen);
  if (lengthOf(window) > 1) return narrowed(plan, window, seen);
  const parts = partsOf(window.selection, 'campaign');
  if (parts === undefined) throw new Error('one campaign has one row a period');
  if (typeof parts === 'object') return split(plan, window, parts);
  const campaigns = rowsIn(ledger, window).map(campaignOf);
  const ids = campaigns.map((campaign) =>
    String(parts === 'CAMPAIGN' ? campaign : campaign % ledger.groups),
  );
  const kind = parts === 'CAMPAIGN' ? 'campaigns' : 'groups';
  return split(plan, window, inParts({ kind, ids: [...new Set(ids)] }));
}

const shape = (changes: Partial<Ledger>): Ledger => ({
  campaigns: 40,
  periods: 365,
  groups: 2,
  active: () => true,
  order: orders.scattered,
  known: 0,
  ...changes,
});

/** Every campaign runs for a month, one after the other. */
const inTurn =
  (at: number): Ledger['active'] =>
  (campaign, period) =>
    Math.floor(period / 30) === campaign % at;

const inTurns: Partial<Ledger> = { campaigns: 600, periods: 360, active: inTurn(12) };

describe('the calls for', () => {
  it.each<readonly [string, Partial<Ledger>, number]>([
    ['40 campaigns, a year', {}, 1],
    ['500 campaigns, a year', { campaigns: 500 }, 14],
    ['500 campaigns, a year, by period', { campaigns: 500, order: orders['by period'] }, 14],
    ['500 campaigns, a year, by campaign', { campaigns: 500, order: orders['by campaign'] }, 19],
    ['500 campaigns, a year, latest first', { campaigns: 500, order: orders['latest first'] }, 14],
    ['5,000 campaigns, two years', { campaigns: 5_000, periods: 730 }, 366],
    ['5,000 campaigns that never ran', { campaigns: 5_000, active: () => false }, 1],
    [
      '5,000 campaigns, one day in a hundred',
      { campaigns: 5_000, active: (one, other) => scatter(one, other) < 0.01 },
      4,
    ],
    ['600 campaigns, fifty at a time', inTurns, 4],
    ['500 campaigns that are known, a year', { campaigns: 500, known: 500 }, 16],
    ['500 of 800 campaigns that are known, a year', { campaigns: 500, known: 800 }, 16],
    ['500 campaigns, of which 100 are known, a year', { campaigns: 500, known: 100 }, 18],
    ['600 that are known, fifty at a time', { ...inTurns, known: 600 }, 5],
    [
      '5,000 that are known, one day in a hundred',
      { campaigns: 5_000, active: (one, other) => scatter(one, other) < 0.01, known: 5_000 },
      6,
    ],
    ['a day of 15,000 campaigns in 2 groups', { campaigns: 15_000, periods: 1 }, 4],
    ['a day of 40,000 campaigns in 1 group', { campaigns: 40_000, periods: 1, groups: 1 }, 84],
  ])('%s', (_, changes, calls) => {
    const ledger = shape(changes);
    const pulled = pull(ledger);
    expect(pulled.rows.length).toBe(rowsIn(ledger, everything(ledger)).length);
    expect(pulled.calls).toBe(calls);
  });
});

const everything = ({ periods }: Ledger): Window => ({
  first: 0,
  last: periods - 1,
  selection: { kind: 'account' },
  again: false,
});

const inOrder = (rows: readonly Row[]) => Float64Array.from(rows).sort();

const anyLedger: fc.Arbitrary<Ledger> = fc
  .record({
    campaigns: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 5_000 })),
    periods: fc.integer({ min: 1, max: 730 }),
    groups: fc.integer({ min: 1, max: 30 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    /** Some accounts grow, some end, some have a season. */
    state: fc.constantFrom<(at: number) => number>(
      () => 1,
      (at) => at,
      (at) => 1 - at,
      (at) => (at > 0.4 && at < 0.5 ? 1 : 0.02),
    ),
    order: fc.constantFrom(...Object.values(orders)),
    /** Some are told of that have nothing, and some are left out. */
    told: fc.constantFrom(0, 0.3, 1, 4),
  })
  .filter(({ campaigns, periods }) => campaigns * periods <= 700_000)
  .map(({ share, state, told, ...ledger }) => ({
    ...ledger,
    known: Math.ceil(told * ledger.campaigns),
    active: (campaign, period) =>
      scatter(campaign, period) < share * state(period / ledger.periods),
  }));

describe('whatever the account', () => {
  it('every row comes exactly once', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        const { rows } = pull(ledger);
        expect(inOrder(rows)).toEqual(inOrder(rowsIn(ledger, everything(ledger))));
      }),
      { numRuns: 60 },
    );
  });

  it('there are few calls more than the cut makes necessary', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        const { rows, calls } = pull(ledger);
        const necessary = Math.ceil(rows.length / (cut - 1));
        expect(calls).toBeLessThanOrEqual(2 * necessary + 18);
      }),
      { numRuns: 60 },
    );
  });

  it('what fails is lost in as small a window as two tries allow', () => {
    const poisoned = 200;
    const ledger = shape({ campaigns: 500 });
    const fails = ({ first, last }: Window) => first <= poisoned && poisoned <= last;
    const { rows, lost } = pull(ledger, (window) => fails(window) && lengthOf(window) < 365);
    expect(lost).toHaveLength(1);
    const [window = everything(ledger)] = lost;
    expect(fails(window)).toBe(true);
    expect(lengthOf(window)).toBeLessThanOrEqual(15);
    expect(rows.length).toBe(500 * (365 - lengthOf(window)));
  });
});

it('the first call is for everything, alone', () => {
  const first = takeWindow(startPlan(365, { kind: 'account' }));
  expect(first?.window).toEqual({
    first: 0,
    last: 364,
    selection: { kind: 'account' },
    again: false,
  });
  expect(first && takeWindow(first.plan)).toBeUndefined();
});

it('four calls go out at once where it is known how many have rows, and one where calls fail', () => {
  const start = withKnownEntities(startPlan(365, { kind: 'account' }), 500);
  const windows: Window[] = [];
  let plan = start;
  for (let taken = takeWindow(plan); taken && windows.length < 4; taken = takeWindow(plan)) {
    plan = taken.plan;
    windows.push(taken.window);
  }
  expect(windows.map(lengthOf)).toEqual([23, 23, 23, 23]);
  const failing = windows.reduce((before, window) => retried(before, window), plan);
  const next = takeWindow(failing);
  expect(next && lengthOf(next.window)).toBe(12);
  expect(next && takeWindow(next.plan)).toBeUndefined();
});

it('periods are open until all their parts are settled', () => {
  const seen = { rows: 1, entities: 1 };
  const start = startPlan(2, { kind: 'account' }, 1);
  const { plan, window } = takeWindow(start) ?? { plan: start, window: everything(shape({})) };
  expect([...unsettled(plan)].toSorted()).toEqual([0, 1]);
  const halves = split(plan, window, inParts({ kind: 'groups', ids: ['1', '2'] }));
  expect([...unsettled(halves)]).toEqual([0, 1]);
  const half = takeWindow(halves);
  const one = half && completed(half.plan, half.window, seen);
  expect(one && [...unsettled(one)]).toEqual([0, 1]);
  const other = one && takeWindow(one);
  expect(other && [...unsettled(completed(other.plan, other.window, seen))]).toEqual([1]);
});
