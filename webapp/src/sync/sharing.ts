import { signal, type ReadonlySignal } from '@preact/signals';

import type { SharedAppointment, SharedCheckIn, SharedNote } from '../domain/generated/types.ts';
import { Fault } from './faults.ts';

interface Copy { pairingId: string; shareId: string; revision: number; keptAt: string; openedAt: string | null }
export type ReceivedShare = Copy & (
  | { kind: 'note'; payload: SharedNote }
  | { kind: 'check_in'; payload: SharedCheckIn }
  | { kind: 'appointment'; payload: SharedAppointment }
  | { kind: 'newer'; payload: Record<string, unknown> }
  | { kind: 'unreadable'; payload: null }
);
export type SentShare = ReceivedShare & { sourceEntryId: string; state: 'phone' | 'stored'; expiresAt: string | null };

const soon = (): never => { throw new Fault('not_ready', 'This is being prepared.'); };

export const received: ReadonlySignal<readonly ReceivedShare[]> = signal<readonly ReceivedShare[]>([]);
export const sent: ReadonlySignal<readonly SentShare[]> = signal<readonly SentShare[]>([]);
export function previewShare(_asked: { entryId: string; excerpt?: { start: number; end: number }; expiresAt: string | null; appointmentId?: string | null }): SharedNote | SharedCheckIn { return soon(); }
export async function share(_copy: { pairingId: string; preview: SharedNote | SharedCheckIn }): Promise<string> { return soon(); }
export async function unshare(_copy: { pairingId: string; shareId: string }): Promise<{ wasOpenedAt: string | null }> { return soon(); }
export async function markOpened(_pairingId: string, _shareId: string, _revision: number): Promise<void> { soon(); }
