// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Plugin } from 'vite';

/** The locale that a build of this mode speaks. */
export function localeOf(mode: string): string;
/** Puts the messages of the build's locale in the place of the English ones. */
export function messages(): Plugin;
