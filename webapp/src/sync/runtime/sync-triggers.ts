// SPDX-License-Identifier: AGPL-3.0-or-later
/** Lets whoever changes something start an exchange without importing it: entries ask, the schedule listens. */
let notify: () => void = () => undefined;

/** Report that something waits to be sent. Returns at once. */
export function requestSync(): void {
  notify();
}

export function onSyncRequest(listener: () => void): void {
  notify = listener;
}
