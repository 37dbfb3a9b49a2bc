// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the authenticator's PRF is asked (PROTOCOL §5). Apart, so that the page can ask it without loading any
 * cryptography.
 */
export const PRF_INPUT = 'interlude/1/prf';
