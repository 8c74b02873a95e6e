/** The developer portal as endpoints: what its forms change is kept in memory, for this simulator alone. */

import { newApp, obstacleTo, type PortalApp, withRequest } from './portal-app.ts';
import * as show from './portal-pages.ts';
import { paths } from './portal-pages.ts';
import { type Product, productNames } from './products.ts';
import { formOf, page, type SimulatedRequest } from './responses.ts';
import type { SimulatorState } from './state.ts';

type Endpoint = (state: SimulatorState, request: SimulatedRequest) => Response;

export const portalEndpoints: Readonly<Record<string, Endpoint>> = {
  [`GET ${paths.apps}`]: ({ memory, scenario }) =>
    page(200, show.appsPage(memory.app, scenario.app)),
  [`GET ${paths.newApp}`]: ({ memory }) => page(200, show.newAppPage(memory.app.name)),
  [`POST ${paths.newApp}`]: createApp,
  [`GET ${paths.settings}`]: showSettings,
  [`POST ${paths.settings}`]: (state) =>
    state.memory.app.page === 'verified'
      ? showSettings(state)
      : change(state, { page: 'asked' }, paths.settings),
  [`GET ${paths.verification}`]: (state) =>
    confirmable(state) ??
    page(200, show.verificationPage(state.memory.app, state.scenario.member.name)),
  [`POST ${paths.verification}`]: (state) =>
    confirmable(state) ?? change(state, { page: 'verified' }, paths.settings),
  [`GET ${paths.auth}`]: ({ memory, scenario }) =>
    page(200, show.authPage(memory.app, scenario.app)),
  [`POST ${paths.auth}`]: registerRedirects,
  [`GET ${paths.products}`]: ({ memory }) => page(200, show.productsPage(memory.app)),
  [`POST ${paths.products}`]: decideRequest,
  [`GET ${paths.request}`]: showRequest,
  [`POST ${paths.request}`]: requestProduct,
  [`GET ${paths.adAccounts}`]: ({ memory, scenario }) =>
    page(200, show.adAccountsPage(memory.app, scenario.accounts)),
  [`POST ${paths.adAccounts}`]: addAccount,
};

/** A page of its own after each form, so that loading it again sends nothing twice. */
function change({ memory }: SimulatorState, changes: Partial<PortalApp>, next: string): Response {
  memory.app = { ...memory.app, ...changes };
  return seeOther(next);
}

function seeOther(location: string): Response {
  return new Response('', { status: 303, headers: { location, 'cache-control': 'no-store' } });
}

function typed(request: SimulatedRequest, name: string): string {
  return (formOf(request).get(name) ?? '').trim();
}

function createApp(state: SimulatorState, request: SimulatedRequest): Response {
  const name = typed(request, 'name');
  const isWhole = name !== '' && typed(request, 'page') !== '' && typed(request, 'terms') !== '';
  if (isWhole) return change(state, newApp(name), paths.settings);
  const complaint = 'App name, LinkedIn Page and the tick at the terms are needed.';
  return page(400, show.newAppPage(state.memory.app.name, complaint));
}

/** Seen in the portal: 30 days from the making of the address. */
const verificationDays = 30;

function showSettings({ memory, now }: SimulatorState): Response {
  const expires = new Date(now().getTime() + verificationDays * 86_400_000);
  return page(200, show.settingsPage(memory.app, expires.toISOString().slice(0, 10)));
}

/** Undefined where the verification address leads to something. */
function confirmable({ memory }: SimulatorState): Response | undefined {
  return memory.app.page === 'asked' ? undefined : seeOther(paths.settings);
}

function registerRedirects(state: SimulatorState, request: SimulatedRequest): Response {
  const { memory, scenario } = state;
  const given = formOf(request)
    .getAll('redirect')
    .map((uri) => uri.trim())
    .filter(Boolean);
  const wrong = given.find((uri) => !isRegistrable(uri));
  if (wrong === undefined) {
    // LinkedIn leaves a query string out.
    const redirectUris = [...new Set(given.map((uri) => uri.replace(/\?.*$/, '')))];
    return change(state, { redirectUris }, paths.auth);
  }
  const complaint = `${wrong} is not an absolute address without a #fragment. Nothing was changed.`;
  return page(400, show.authPage(memory.app, scenario.app, complaint));
}

export function isRegistrable(uri: string): boolean {
  return /^https?:\/\/[^\s#]+$/i.test(uri) && URL.canParse(uri);
}

function productNamed(name: string | null): Product | undefined {
  return productNames.find((product) => product === name);
}

/** The player's own verdict, on what is in review alone. */
function decideRequest(state: SimulatorState, request: SimulatedRequest): Response {
  const { app } = state.memory;
  const form = formOf(request);
  const product = productNamed(form.get('product'));
  const verdict = form.get('verdict') === 'added' ? 'added' : 'denied';
  if (product === undefined || app.requests.get(product) !== 'in-review') {
    return page(400, show.productsPage(app));
  }
  return change(state, withRequest(app, product, verdict), paths.products);
}

/** What can be asked for now; undefined for anything else. */
function requestable({ memory }: SimulatorState, { query }: SimulatedRequest): Product | undefined {
  const product = productNamed(new URLSearchParams(query).get('product'));
  if (product === undefined || memory.app.requests.has(product)) return undefined;
  return obstacleTo(product, memory.app) === undefined ? product : undefined;
}

function showRequest(state: SimulatorState, request: SimulatedRequest): Response {
  const product = requestable(state, request);
  return product === undefined
    ? page(400, show.productsPage(state.memory.app))
    : page(200, show.requestPage(product));
}

function requestProduct(state: SimulatorState, request: SimulatedRequest): Response {
  const product = requestable(state, request);
  if (product === undefined) return page(400, show.productsPage(state.memory.app));
  const isWhole = ['email', 'organization', 'use'].every((name) => typed(request, name) !== '');
  if (!isWhole) return page(400, show.requestPage(product, 'Every line of the form is needed.'));
  return change(state, withRequest(state.memory.app, product, 'in-review'), paths.products);
}

function addAccount(state: SimulatorState, request: SimulatedRequest): Response {
  const { memory, scenario } = state;
  const account = typed(request, 'account');
  const listed = memory.app.mappedAccounts;
  if (/^\d{1,15}$/.test(account)) {
    const mappedAccounts = [...new Set([...listed, Number(account)])];
    return change(state, { mappedAccounts }, paths.adAccounts);
  }
  const complaint = 'An account ID is a number.';
  return page(400, show.adAccountsPage(memory.app, scenario.accounts, complaint));
}
