/**
 * Which calls bring all rows: windows of periods, as wide as LinkedIn's cut allows. Plain data, no calls.
 *
 * Where it is known how many rows a period has at most, no window is wider than is proven to fit; else it begins
 * with the whole range in one call. An answer as long as the cut is not to be trusted, whatever order its rows come
 * in; what it showed says how narrow the next window has to be, and the first complete one how wide the others may
 * be. A single period that is cut is asked for in parts of the account.
 */

import { isFault, SetupError } from '../../faults/fault.ts';
import { type AnalyticsRows, mostRows } from '../../linkedin/analytics-rows.ts';
import type { Subject } from '../report.ts';

/** What is looked at: the account, or some of its groups or campaigns, by id. */
export type Selection =
  | { readonly kind: 'account' }
  | { readonly kind: 'groups' | 'campaigns'; readonly ids: readonly string[] };

/** Numbers of periods, both included: the first period of the range is 0. */
export interface Window {
  readonly first: number;
  readonly last: number;
  readonly selection: Selection;
  /** Whether a call that it was a part of failed. */
  readonly again: boolean;
}

interface Open extends Window {
  /** Periods in one call at most. */
  readonly widest: number;
  /** The width of the windows that were cut off it. */
  readonly even?: number;
}

export interface Plan {
  readonly selection: Selection;
  /** What nobody has asked for, earliest first. */
  readonly open: readonly Open[];
  readonly underWay: readonly Window[];
  /**
   * The most campaigns (or whatever rows are about) that are known to have rows, from elsewhere or from an
   * answer: 0 as long as nothing is known.
   */
  readonly entities: number;
  /** Whether no period can have more rows than there are `entities`, unless an answer disproves it. */
  readonly isProven: boolean;
  /** Rows per period in the complete answer that came last; undefined as long as nothing is known. */
  readonly density: number | undefined;
  /** Calls that failed in a row. */
  readonly failures: number;
}

/** What an answer showed. */
export interface Seen {
  readonly rows: number;
  readonly entities: number;
}

/** LinkedIn names no limit; its answers take seconds, and more at a time would only hold more rows. */
export const callsAtATime = 4;

/** The most rows of an answer that is surely whole. */
const usable = mostRows - 1;
/** Periods differ: a window planned by rows per period gets this share of what it could have. */
const margin = 0.95;

export const lengthOf = ({ first, last }: Pick<Window, 'first' | 'last'>): number =>
  last - first + 1;

export function startPlan(periods: number, selection: Selection, widest = periods): Plan {
  const all = { first: 0, last: periods - 1, selection, again: false, widest };
  const unknown = { entities: 0, isProven: false, density: undefined, failures: 0 };
  return { selection, open: [all], underWay: [], ...unknown };
}

/** The same where so many have rows at most. */
export function withKnownEntities(plan: Plan, entities: number): Plan {
  return { ...plan, entities, isProven: entities > 0 };
}

/** Windows of proven width that are asked for without a question first who has rows at all. */
const fewWindows = 4 * callsAtATime;

/** In how many answers that many rows in every period are whole. */
export function answersFor(entities: number, periods: number): 'one' | 'few' | 'many' {
  const safe = Math.floor(usable / entities);
  if (periods <= safe) return 'one';
  return periods <= fewWindows * safe ? 'few' : 'many';
}

/** The periods that are not settled in all their parts. */
export function unsettled({ open, underWay }: Plan): ReadonlySet<number> {
  const periods = new Set<number>();
  for (const { first, last } of [...open, ...underWay]) {
    for (let period = first; period <= last; period += 1) periods.add(period);
  }
  return periods;
}

// --- what to ask next --------------------------------------------------------------------------------

/** The next window to ask for; undefined when there is none, or none before something is known. */
export function takeWindow(plan: Plan) {
  const [next, ...later] = plan.open;
  if (next === undefined || (isWhole(next, plan) && isProbing(plan))) return undefined;
  const { first, selection, again } = next;
  const even = evenWidth(next, plan);
  const window = { first, last: first + even - 1, selection, again };
  const open = even < lengthOf(next) ? [{ ...next, first: first + even, even }, ...later] : later;
  const underWay = [...plan.underWay, window];
  return { window, plan: { ...plan, open, underWay } };
}

/** Whether it is about all that the report is about, and not a part of a period. */
export function isWhole({ selection }: Window, plan: Plan): boolean {
  return selection === plan.selection;
}

/** While nothing is known, or nothing has come, one call at a time: several would be as wrong as one. */
function isProbing(plan: Plan): boolean {
  if (plan.density !== undefined || (plan.isProven && plan.failures === 0)) return false;
  return plan.underWay.some((window) => isWhole(window, plan));
}

/** No period has more rows than there are campaigns. */
const safeWidth = ({ entities }: Plan): number => Math.floor(usable / entities);

/** Rows per period may allow for more than what is safe. */
function widthFor(plan: Plan): number {
  const { density } = plan;
  const usual = density === undefined ? 0 : Math.floor((usable * margin) / density);
  return Math.max(1, safeWidth(plan), usual);
}

/**
 * Windows of one width: the last one is no remnant, and none is wider than it has to be. Calls that start together
 * end together, and so many proven windows fill whole rounds of them. The width of before stays unless another saves
 * a round.
 */
function evenWidth(open: Open, plan: Plan): number {
  const periods = lengthOf(open);
  const width = Math.min(open.widest, widthFor(plan));
  const count = Math.ceil(periods / width);
  const rounds = Math.ceil(count / callsAtATime);
  const even = Math.ceil(periods / (plan.isProven && rounds > 1 ? rounds * callsAtATime : count));
  const { even: before = periods + 1 } = open;
  if (before > width) return even;
  const saved = Math.ceil(periods / before) - Math.ceil(periods / even);
  return saved < callsAtATime && plan.isProven ? Math.min(before, periods) : even;
}

// --- what came of it ---------------------------------------------------------------------------------

/** The window is over, whatever came of it. */
function settled(plan: Plan, window: Window): Plan {
  return { ...plan, underWay: plan.underWay.filter((one) => one !== window) };
}

/** All rows of the window are there. */
export function completed(plan: Plan, window: Window, { rows, entities }: Seen): Plan {
  const after = { ...settled(plan, window), failures: 0 };
  if (!isWhole(window, plan)) return after;
  return {
    ...after,
    entities: Math.max(plan.entities, entities),
    density: rows / lengthOf(window),
  };
}

/** The answer was full. A single period has to be `split` instead. */
export function narrowed(plan: Plan, window: Window, { entities }: Seen): Plan {
  // Rows per period may have promised too much of a window that was wider than proven.
  const isProven = plan.isProven && lengthOf(window) > safeWidth(plan);
  const known = { entities: Math.max(plan.entities, entities), density: undefined, failures: 0 };
  return reopened({ ...plan, ...known, isProven }, window, [halved(window)]);
}

/** The call failed: a narrower one is less work for LinkedIn, and may miss what it stumbles over. */
export function retried(plan: Plan, window: Window): Plan {
  const failed = { ...plan, failures: plan.failures + 1 };
  return reopened(failed, window, [{ ...halved(window), again: true }]);
}

/** The window does not come; where it is a part of a period, the other parts are of no use. */
export function givenUp(plan: Plan, window: Window): Plan {
  const after = { ...settled(plan, window), failures: plan.failures + 1 };
  if (isWhole(window, plan)) return after;
  return { ...after, open: after.open.filter(({ first }) => first !== window.first) };
}

/** A single period that was full, in parts of the account. */
export function split(plan: Plan, window: Window, parts: readonly Selection[]): Plan {
  const density = isWhole(window, plan) ? mostRows : plan.density;
  const open = parts.map((selection) => ({ ...window, selection, widest: 1 }));
  return reopened({ ...plan, density, failures: 0 }, window, open);
}

function halved(window: Window): Open {
  return { ...window, widest: Math.ceil(lengthOf(window) / 2) };
}

function reopened(plan: Plan, window: Window, instead: readonly Open[]): Plan {
  const after = settled(plan, window);
  const open = [...instead, ...after.open].toSorted((one, other) => one.first - other.first);
  return { ...after, open };
}

export type WindowResult =
  | { readonly kind: 'rows'; readonly rows: AnalyticsRows; readonly seen: Seen }
  | { readonly kind: 'full'; readonly seen: Seen }
  /** A single period that was full: what to ask for instead. */
  | { readonly kind: 'parts'; readonly parts: readonly Selection[] };

export interface CallResult {
  readonly window: Window;
  readonly outcome: WindowResult | { readonly kind: 'failed'; readonly error: unknown };
}

/**
 * Calls that fail in a row before it is LinkedIn that is out, and not something in a few days: a year can
 * be halved nine times. What does not answer at all takes minutes for each of them.
 */
const mostFailures = { 'linkedin-unavailable': 12, 'network-unreachable': 4 };

/** For a `fault` the window is given up; with `isEnd` the others, too. Throws Ctrl-C and unexpected errors. */
export function applyResult(plan: Plan, { window, outcome }: CallResult) {
  switch (outcome.kind) {
    case 'rows':
      return { plan: completed(plan, window, outcome.seen) };
    case 'full':
      return { plan: narrowed(plan, window, outcome.seen) };
    case 'parts':
      return { plan: split(plan, window, outcome.parts) };
    case 'failed': {
      const { error } = outcome;
      if (!(error instanceof SetupError)) throw error;
      const most = isFault(error, 'linkedin-unavailable', 'network-unreachable')
        ? mostFailures[error.code]
        : 0;
      const isWorthAgain = lengthOf(window) > 1 || !window.again;
      if (plan.failures < most && isWorthAgain) return { plan: retried(plan, window) };
      return { plan: givenUp(plan, window), fault: error, isEnd: plan.failures >= most };
    }
  }
}

// --- parts of the account ---------------------------------------------------------------------------

/** So many ids fit into a query, tunnelled, of 28 KB at most. */
export const mostIds = 500;

/**
 * Parts of the selection, or the pivot by which LinkedIn has to say which ones have numbers: lists of campaigns
 * leave out what was removed. Undefined where there are none.
 */
export function partsOf(selection: Selection, by: Subject) {
  if (!isSplit(selection, by)) return undefined;
  if (selection.kind === 'account') return 'CAMPAIGN_GROUP';
  if (selection.ids.length > 1) return inParts(selection);
  return selection.kind === 'groups' ? 'CAMPAIGN' : undefined;
}

/** A row about a group stays whole only in a selection of groups, and one about the account in the account. */
function isSplit({ kind }: Selection, by: Subject): boolean {
  return by !== 'account' && !(by === 'campaign-group' && kind === 'campaigns');
}

/** Two at least, if there are ids for it. */
export function inParts({ kind, ids }: Exclude<Selection, { kind: 'account' }>): Selection[] {
  const size = Math.min(mostIds, Math.ceil(ids.length / 2));
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, part) => ({
    kind,
    ids: ids.slice(part * size, (part + 1) * size),
  }));
}
