// SPDX-License-Identifier: AGPL-3.0-or-later
/** The one Trusted Types policy of the app: scripts come from our own origin or not at all. */

interface TypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

let policy: { createScriptURL(url: string): unknown } | null = null;

/** Only same-origin addresses pass. @throws TypeError for any other. */
function sameOrigin(url: string): string {
  const whole = new URL(url, location.href);
  if (whole.origin !== location.origin) throw new TypeError('a script from elsewhere');
  return whole.href;
}

/**
 * An address for `new Worker` and `serviceWorker.register`. Where the browser knows Trusted Types it is really
 * a TrustedScriptURL; the type says string because the DOM's types do not know better yet.
 */
export function trustedScriptUrl(url: string | URL): string {
  const factory = (globalThis as { trustedTypes?: TypesFactory }).trustedTypes;
  if (factory === undefined) return sameOrigin(String(url));
  policy ??= factory.createPolicy('interlude', { createScriptURL: sameOrigin });
  return policy.createScriptURL(String(url)) as string;
}
