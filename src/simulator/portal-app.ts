/** The app as the developer portal has it by now: what the scenario says, and what was changed there since. */

import { isCompatible, type Product, productNames, scopesOf } from './products.ts';
import type { Scenario } from './scenario.ts';

export type RequestState = 'in-review' | 'denied' | 'added';

export interface PortalApp {
  readonly name: string;
  /** Whether its LinkedIn Page has confirmed it; `asked` once there is an address for that. */
  readonly page: 'unverified' | 'asked' | 'verified';
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  /** Of the products that were asked for. */
  readonly requests: ReadonlyMap<Product, RequestState>;
  /** The ad accounts that it lists, by number. */
  readonly mappedAccounts: readonly number[];
}

export function appOf({ app, developmentTier }: Scenario): PortalApp {
  const added = productNames.filter((product) => isBroughtTo(app.scopes, product));
  const requests = new Map<Product, RequestState>(added.map((product) => [product, 'added']));
  if (app.scopes.length === 0) requests.set('Advertising API', app.request ?? 'in-review');
  return {
    name: app.name,
    page: 'verified',
    redirectUris: app.redirectUris,
    scopes: app.scopes,
    requests,
    mappedAccounts: developmentTier?.mapped ?? [],
  };
}

/** As the form "Create an app" leaves it: without anything that has to be asked for. */
export function newApp(name: string): PortalApp {
  const nothing = { redirectUris: [], scopes: [], mappedAccounts: [] };
  return { name, page: 'unverified', requests: new Map(), ...nothing };
}

function isBroughtTo(scopes: readonly string[], product: Product): boolean {
  const others = productNames.filter((one) => one !== product).flatMap(scopesOf);
  return scopesOf(product).some((scope) => scopes.includes(scope) && !others.includes(scope));
}

export function withRequest(app: PortalApp, product: Product, state: RequestState): PortalApp {
  const requests = new Map(app.requests).set(product, state);
  const gained = state === 'added' ? scopesOf(product) : [];
  return { ...app, requests, scopes: [...new Set([...app.scopes, ...gained])] };
}

/** Why the portal has no "Request access" for the product; undefined where it has. */
export function obstacleTo(
  product: Product,
  { page, requests }: PortalApp,
): 'page' | 'other-product' | undefined {
  const others = [...requests]
    .filter(([one, state]) => one !== product && state !== 'denied')
    .map(([one]) => one);
  if (!isCompatible(product, others)) return 'other-product';
  return page === 'verified' ? undefined : 'page';
}
