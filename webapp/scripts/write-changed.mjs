// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Writes a generated file only if it changed, so a watching build stays quiet, and in one step, so that another build
 * that generates the same files at the same time never reads half of one.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export function writeChanged(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
