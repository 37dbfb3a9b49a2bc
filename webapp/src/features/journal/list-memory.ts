// SPDX-License-Identifier: AGPL-3.0-or-later
/** How many entries a page of the list adds. */
export const PAGE = 60;

/** Where the list was left, so that coming back from an entry finds the same place. Forgotten with the page. */
export const left = { shown: PAGE, scrolledTo: 0 };
