/** The names of the steps, for `--from`; apart from the steps, so that help loads no wizard. */

export const stepIds = [
  'app',
  'page',
  'product',
  'redirect',
  'keys',
  'consent',
  'account',
  'proof',
] as const;
export type StepId = (typeof stepIds)[number];
