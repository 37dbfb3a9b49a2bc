// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A browser in which a newer version waits behind the one that serves this page. */
let waiting: { postMessage: ReturnType<typeof vi.fn> };
let container: EventTarget;
let reload: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('PROD', true);
  vi.resetModules();
  waiting = { postMessage: vi.fn() };
  reload = vi.fn();
  const registration = Object.assign(new EventTarget(), { waiting, installing: null, update: async () => undefined });
  container = Object.assign(new EventTarget(), { controller: {}, register: async () => registration });
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('location', Object.assign(new URL('https://interlude.example/you'), { reload }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

async function agrees(): Promise<void> {
  const { applyUpdate, keepOffline, update } = await import('./update.ts');
  await keepOffline();
  expect(update.value).toEqual({ waiting: true, starting: false });
  applyUpdate();
  expect(update.value.starting).toBe(true);
}

test('when Ana says yes the newer version is told, and her page is loaded anew once it serves', async () => {
  await agrees();
  expect(waiting.postMessage).toHaveBeenCalledExactlyOnceWith({ deed: 'take_over' });
  expect(reload).not.toHaveBeenCalled();
  container.dispatchEvent(new Event('controllerchange'));
  expect(reload).toHaveBeenCalledOnce();
});

test('a browser that does not hand over by itself gets her page loaded anew', async () => {
  await agrees();
  await vi.advanceTimersByTimeAsync(5000);
  expect(reload).toHaveBeenCalledOnce();
});

test('nothing is loaded anew before she says yes', async () => {
  const { keepOffline } = await import('./update.ts');
  await keepOffline();
  container.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reload).not.toHaveBeenCalled();
});
