/** How far LinkedIn's review of the app is: only the operator can see that, on the Products tab and in the mail. */

import type { ReviewState } from '../faults/app-review.ts';
import { fault, type SetupError } from '../faults/fault.ts';
import { listed } from '../words.ts';
import type { World } from '../world.ts';
import type { Known } from './planner.ts';

const noButton = { value: 'no-button', label: 'There is no "Request access"' } as const;
const denied = { value: 'denied', label: '"Access denied"' } as const;
const approved = {
  value: 'approved',
  label: 'Approved by e-mail, but the sign-in is still refused',
  short: 'Approved by e-mail',
} as const;

/** In step 3. Throws `approval-pending` where the request cannot be sent now. */
export async function askBeforeRequest(
  products: readonly string[],
  { prompts }: World,
): Promise<'request' | 'waiting' | 'added'> {
  const shown = await prompts.choose({
    id: 'products-tab',
    message: `What does the Products tab say of ${listed(products)}?`,
    choices: [
      { value: 'request', label: '"Request access"' },
      { value: 'waiting', label: 'Requested; LinkedIn has not answered yet', short: 'Requested' },
      { value: 'added', label: 'It is under "Added products"' },
      denied,
      noButton,
      approved,
    ],
    preset: 'request',
  });
  if (shown === 'request' || shown === 'waiting' || shown === 'added') return shown;
  throw pending(shown, products);
}

/** Only minutes after the request: asking LinkedIn would nearly always fail. Throws `approval-pending`. */
export async function assertApproved(
  { productsTab }: Pick<Known, 'productsTab'>,
  products: readonly string[],
  { prompts }: World,
): Promise<void> {
  if (productsTab === 'added') return;
  if (productsTab === 'waiting') throw pending('waiting', products);
  const is = products.length === 1 ? 'Is' : 'Are';
  const answer = await prompts.choose({
    id: 'product-added',
    message: `${is} ${listed(products)} listed under "Added products" on the Products tab?`,
    choices: [
      { value: 'waiting', label: 'Not yet' },
      { value: 'yes', label: 'Yes, ask LinkedIn now', short: 'Yes' },
      denied,
      noButton,
      approved,
    ],
    preset: 'waiting',
  });
  if (answer !== 'yes') throw pending(answer, products);
}

function pending(review: ReviewState, products: readonly string[]): SetupError {
  return fault('approval-pending', { review, products });
}
