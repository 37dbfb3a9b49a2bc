import type { Here } from '../domain/dates.ts';

/** This moment on this device, for the date words of a screen. */
export function here(): Here {
  return { now: new Date(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}
