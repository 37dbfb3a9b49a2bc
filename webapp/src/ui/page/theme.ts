// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

/** Light, dark, or as the system has it. Kept on the device, in the clear: it says nothing of anybody. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const chosen = signal<Theme>('system');

export const theme = {
  get value(): Theme {
    return chosen.value;
  },
};

/** Puts the kept theme on, before the first paint. */
export function applyTheme(): void {
  put(kept());
}

export function chooseTheme(next: Theme): void {
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage refused: the theme holds until the page closes.
  }
  put(next);
}

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function put(next: Theme): void {
  chosen.value = next;
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}
