// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The oldest browsers we build for; what is newer than they are is refused by ESLint (calls) and Stylelint (styles).
 * Keep README.md true.
 */
export const OLDEST = { safari: '16.4', ios_saf: '16.4', chrome: '111', firefox: '128' };

/** As Vite names them: `safari16.4`. Safari on phones by itself: it needs prefixes that Safari on desks does not. */
export const BUILD_TARGETS = Object.entries(OLDEST).map(([name, version]) => name.replace('_saf', '') + version);
