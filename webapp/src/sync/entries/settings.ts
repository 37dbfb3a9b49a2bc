// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import type { Settings } from '../../domain/payloads.ts';
import { withFaults } from '../faults.ts';
import { timeNow } from '../runtime/runtime.ts';
import { ofKind, openedEntries } from './opened-entries.ts';
import { writeEntries } from './writing.ts';

export interface SettingsShown {
  name: string;
  lockAfterMinutes: number;
}

const DEFAULT: SettingsShown = { name: '', lockAfterMinutes: 15 };

/** Two devices may each have created a settings entry: the latest one counts. */
const newest = computed(
  () =>
    ofKind('settings', openedEntries.value)
      .sort((one, other) => (one.entry.edited_at < other.entry.edited_at ? -1 : 1))
      .at(-1) ?? null,
);

export const settings = computed<SettingsShown>(() => {
  const entry = newest.value?.entry;
  return entry === undefined ? DEFAULT : { name: entry.name, lockAfterMinutes: entry.lock_after_minutes };
});

/** Keep my name and how soon to lock. They are sealed like everything else. @throws Fault */
export async function keepSettings(wanted: SettingsShown): Promise<void> {
  const entry: Settings = {
    v: 1,
    kind: 'settings',
    edited_at: timeNow(),
    name: wanted.name.trim(),
    lock_after_minutes: wanted.lockAfterMinutes,
  };
  const id = newest.value?.id ?? crypto.randomUUID();
  await withFaults(() => writeEntries([{ id, make: (now) => ({ ...now?.payload, ...entry }) }]));
}
