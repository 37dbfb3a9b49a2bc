// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { accounts } from '../../api/endpoints.ts';
import * as m from '../../messages/index.ts';
import type { DeviceStore } from '../../store/device.ts';
import type { PracticeRow } from '../../store/rows.ts';

/** What the practice's open page says: its name, who may register, and whom to call. */
export type Practice = PracticeRow;

/** Until the practice was asked once: an emergency number that works in most of Europe and from most mobile phones. */
const BUILT_IN: Practice = {
  name: 'Interlude',
  registration: 'invite',
  help: [
    {
      name: m.sync_emergency(),
      number: '112',
      text: m.sync_if_you_or_someone_else(),
    },
  ],
};

export const practice = signal<Practice>(BUILT_IN);

/** Show what this phone kept of it, then ask again; without a connection the kept page stays. Never rejects. */
export async function loadPractice(device: DeviceStore): Promise<void> {
  practice.value = (await device.practice().catch(() => null)) ?? practice.value;
  const told = await accounts.practice().catch(() => null);
  if (told === null) return;
  practice.value = told;
  await device.keepPractice(told).catch(() => undefined);
}
