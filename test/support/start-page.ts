/** What a browser does that is started at the listener's own page: it goes where that page sends it. */

/** The same address for any other page, and for one that was opened before. */
export async function followStartPage(url: URL): Promise<URL> {
  if (!url.pathname.startsWith('/start-')) return url;
  try {
    const { headers } = await fetch(url, { redirect: 'manual' });
    return new URL(headers.get('location') ?? url);
  } catch {
    // The sign-in is over, and nobody listens.
    return url;
  }
}
