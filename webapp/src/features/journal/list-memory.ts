// SPDX-License-Identifier: AGPL-3.0-or-later
/** How many entries a page of the list adds. */
export const PAGE = 60;

/**
 * How much of the list was shown, and where it was left, so that coming back from an entry finds the same place. Lost
 * with the page.
 */
export const left = { shown: PAGE, scrolledTo: 0 };
