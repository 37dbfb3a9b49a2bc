// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Plugin } from 'vite';

/** Puts a .br and a .gz beside every built text file. */
export function compress(): Plugin;
