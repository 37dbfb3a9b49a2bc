// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Plugin } from 'vite';

/** Draws the PNG icons from the SVG marks. */
export function icons(): Plugin;
