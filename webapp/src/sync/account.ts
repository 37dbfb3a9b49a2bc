import { signal, type ReadonlySignal } from '@preact/signals';

import { Fault } from './faults.ts';

export type Role = 'patient' | 'therapist';

export type AccountState =
  | { step: 'starting' }
  | { step: 'welcome' }
  | { step: 'locked'; login: string; role: Role }
  | { step: 'open'; accountId: string; login: string; role: Role }
  | { step: 'broken'; why: 'no_storage' | 'known_answers' };

export interface Device { loginId: string; device: string; createdAt: string; lastUsedAt: string; current: boolean }
export interface SettingsShown { name: string; lockAfterMinutes: number }

const soon = (): never => { throw new Fault('not_ready', 'This is being prepared.'); };

export const account: ReadonlySignal<AccountState> = signal<AccountState>({ step: 'starting' });
export async function start(): Promise<void> { soon(); }
export async function suggestPassword(): Promise<string> { return soon(); }
export async function prepareAccount(_asked: { role: Role; login: string; password: string; enrolment?: string }): Promise<{ recoveryCode: string }> { return soon(); }
export async function register(): Promise<void> { soon(); }
export async function signIn(_typed: { login: string; password: string }): Promise<void> { soon(); }
export async function signInWithRecoveryCode(_typed: { login: string; code: string; newPassword: string }): Promise<{ recoveryCode: string }> { return soon(); }
export async function unlock(_with: { password: string } | { code: string }): Promise<void> { soon(); }
export async function lock(): Promise<void> { soon(); }
export async function signOut(_choice?: { evenUnsent?: boolean }): Promise<{ unsent: number }> { return soon(); }
export const devices: { list(): Promise<Device[]>; end(loginId: string): Promise<void> } = {
  async list() { return soon(); },
  async end() { soon(); },
};
export const settings: ReadonlySignal<SettingsShown> = signal({ name: '', lockAfterMinutes: 15 });
export async function keepSettings(_settings: SettingsShown): Promise<void> { soon(); }
export function noteActivity(): void { /* the idle lock begins again */ }
/** Called, and awaited for a moment, before the vault locks, so that an open editor can keep its draft. Returns the way out. */
export function beforeLock(_keep: () => Promise<void>): () => void { return () => undefined; }
