import { signal, type ReadonlySignal } from '@preact/signals';

import type { Role } from './account.ts';
import { Fault } from './faults.ts';

export interface Person { pairingId: string; accountId: string; name: string; role: Role; state: 'waiting' | 'paired' | 'ended'; wordsCompared: boolean; since: string }
export interface OpenInvite { inviteId: string; expiresAt: string; entryId: string }
export interface ReadInvite { host: string; inviteId: string; fragment: string }

const soon = (): never => { throw new Fault('not_ready', 'This is being prepared.'); };

export const people: ReadonlySignal<readonly Person[]> = signal<readonly Person[]>([]);
export const invites: ReadonlySignal<readonly OpenInvite[]> = signal<readonly OpenInvite[]>([]);
export const pendingInvite: ReadonlySignal<string | null> = signal<string | null>(null);
export async function makeInvite(): Promise<{ inviteId: string; link: string; expiresAt: string }> { return soon(); }
export async function inviteLink(_inviteId: string): Promise<string> { return soon(); }
export async function cancelInvite(_inviteId: string): Promise<void> { soon(); }
export async function readInvite(_linkOrFragment: string): Promise<ReadInvite> { return soon(); }
export function takeFragment(): string | null { return soon(); }
export async function acceptInvite(_accepted: { fragment: string; myName: string; theirName: string; scannedInRoom: boolean }): Promise<string> { return soon(); }
export async function comparisonWords(_pairingId: string): Promise<string[]> { return soon(); }
export async function confirmWords(_pairingId: string): Promise<void> { soon(); }
export async function endPairing(_pairingId: string): Promise<void> { soon(); }
