import { signal, type ReadonlySignal } from '@preact/signals';

import { Fault } from './faults.ts';

export interface Connection { state: 'idle' | 'sending' | 'offline' | 'signed_out' | 'trouble'; waiting: number; sentence: string | null; lastAt: Date | null }
export interface Practice { name: string; registration: 'open' | 'invite'; help: { name: string; number: string; text: string }[] }

export const connection: ReadonlySignal<Connection> = signal<Connection>({ state: 'idle', waiting: 0, sentence: null, lastAt: null });
export async function exchangeNow(): Promise<void> { throw new Fault('not_ready', 'This is being prepared.'); }
export const storageFull: ReadonlySignal<boolean> = signal(false);
export const practice: ReadonlySignal<Practice> = signal<Practice>({ name: 'Interlude', registration: 'invite', help: [] });
export const update: ReadonlySignal<{ waiting: boolean }> = signal({ waiting: false });
export function applyUpdate(): void { /* told to the waiting service worker */ }
