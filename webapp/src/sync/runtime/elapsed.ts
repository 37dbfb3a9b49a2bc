// SPDX-License-Identifier: AGPL-3.0-or-later
/** Milliseconds of a monotonic clock. Some stop while the phone sleeps, so the wall clock may only add to it. */
let offset = 0;
let lastWall = Date.now();
let lastSteady = performance.now();

export function elapsed(): number {
  const [wall, steady] = [Date.now(), performance.now()];
  offset += Math.max(0, wall - lastWall - (steady - lastSteady));
  [lastWall, lastSteady] = [wall, steady];
  return steady + offset;
}
