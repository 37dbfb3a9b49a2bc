// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which locale a build speaks: English, and in `--mode pseudo` the pseudo-locale, for a look at every screen. */
export const localeOf = (mode) => (mode === 'pseudo' ? 'en-XA' : 'en');

const ENGLISH = './generated/en/index.ts';

/** Puts the messages of the build's locale in the place of the English ones, which src/messages/index.ts names. */
export function messages() {
  let locale = 'en';
  return {
    name: 'interlude-messages',
    enforce: 'pre',
    configResolved({ mode }) {
      locale = localeOf(mode);
    },
    resolveId(source, importer, options) {
      if (locale === 'en' || source !== ENGLISH) return undefined;
      return this.resolve(source.replace('/en/', `/${locale}/`), importer, { ...options, skipSelf: true });
    },
  };
}
