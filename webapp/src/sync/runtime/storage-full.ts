// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

/** True from a write that met a full disk until one succeeds again. */
export const storageFull = signal(false);
