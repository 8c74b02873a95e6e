/** What ID tokens are signed with: one pair for as long as a simulator runs, because a published key would be none. */

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const;

export type SigningKeys = Awaited<ReturnType<typeof createSigningKeys>>;

export function createSigningKeys() {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

export async function signed(text: string, key: SigningKeys['privateKey']): Promise<string> {
  const signature = await crypto.subtle.sign(algorithm.name, key, Buffer.from(text));
  return Buffer.from(signature).toString('base64url');
}
