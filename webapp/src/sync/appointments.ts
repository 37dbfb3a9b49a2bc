import { signal, type ReadonlySignal } from '@preact/signals';

import { Fault } from './faults.ts';

export type Purpose = 'preparation' | 'medicine' | 'integration' | 'booster';
export interface AppointmentItem { entryId: string; pairingId: string; purpose: Purpose; startsAt: Date; minutes: number | null; cancelled: boolean }
export interface AppointmentKept { entryId?: string; pairingId: string; purpose: Purpose; startsAt: Date; minutes: number | null; cancelled?: boolean }

export const appointments: ReadonlySignal<readonly AppointmentItem[]> = signal<readonly AppointmentItem[]>([]);
export async function keepAppointment(_appointment: AppointmentKept): Promise<string> { throw new Fault('not_ready', 'This is being prepared.'); }
