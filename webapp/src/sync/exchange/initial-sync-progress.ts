// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

/** A new phone gets its journal, newest first: how much of the feed is read, 0 to 1. Null when all is here. */
export const initialSyncProgress = signal<number | null>(null);
