/** An answer as the OAuth library takes it, and the headers that it collects: what it needs of the Fetch standard. */

/** The library knows it by its tag. */
export class OAuthResponse {
  readonly headers: OAuthHeaders;
  readonly status: number;
  readonly bodyUsed = false;
  readonly #json: unknown;

  constructor(status: number, json?: unknown) {
    this.status = status;
    this.headers = new OAuthHeaders(
      json === undefined ? {} : { 'content-type': 'application/json' },
    );
    this.#json = json;
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }

  async json(): Promise<unknown> {
    return this.#json;
  }
}

/** By names in any case. */
export class OAuthHeaders extends Map<string, string> {
  constructor(init: Readonly<Record<string, string>> = {}) {
    super();
    for (const [name, value] of Object.entries(init)) this.set(name, value);
  }

  override get(name: string): string | undefined {
    return super.get(name.toLowerCase());
  }

  override has(name: string): boolean {
    return super.has(name.toLowerCase());
  }

  override set(name: string, value: string): this {
    return super.set(name.toLowerCase(), value);
  }

  override get [Symbol.toStringTag](): string {
    return 'Headers';
  }
}
