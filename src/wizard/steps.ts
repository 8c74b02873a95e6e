/** The numbered steps, in their order. */

import { accountStep } from './account-step.ts';
import { consentStep } from './consent-step.ts';
import { keysStep } from './keys-step.ts';
import { portalSteps } from './portal-steps.ts';
import type { Step } from './progress.ts';
import { proofStep } from './proof-step.ts';

export const steps: readonly Step[] = [
  ...portalSteps,
  keysStep,
  consentStep,
  accountStep,
  proofStep,
];
