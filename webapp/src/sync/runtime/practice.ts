// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import { accounts } from '../../api/endpoints.ts';
import { helpLines, type HelpLine } from '../../domain/help-lines.ts';
import * as m from '../../messages/index.ts';
import type { DeviceStore } from '../../store/device.ts';
import type { PracticeRow } from '../../store/rows.ts';

/** What the practice's open page says: its name, who may register, and whom to call. */
export type Practice = PracticeRow;

/**
 * An emergency number that works in most of Europe and from most mobile phones: whatever a server lists or leaves out,
 * this line stays.
 */
const EMERGENCY: HelpLine = { name: m.sync_emergency(), number: '112', text: m.sync_if_you_or_someone_else() };

/** The practice's last response; a default before the first one. */
const told = signal<PracticeRow>({ name: 'Interlude', registration: 'invite', help: [] });

export const practice = computed<Practice>(() => ({ ...told.value, help: helpLines(told.value.help, EMERGENCY) }));

/** Show what this phone kept of it, then ask again; without a connection the kept page stays. Never rejects. */
export async function loadPractice(device: DeviceStore): Promise<void> {
  told.value = (await device.practice().catch(() => null)) ?? told.value;
  const now = await accounts.practice().catch(() => null);
  if (now === null) return;
  told.value = now;
  await device.keepPractice(now).catch(() => undefined);
}
