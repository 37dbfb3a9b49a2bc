// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { useAction, type Action } from './use-action.ts';

let action: Action;
const page = document.createElement('div');

function Probe() {
  action = useAction('That did not work.');
  return null;
}

beforeEach(() => act(() => render(<Probe />, page)));
afterEach(() => act(() => render(null, page)));

const run = (what: () => Promise<unknown>) =>
  act(async () => {
    action.run(what);
  });
const fails = (fault: Error) => () => Promise.reject(fault);

test('a button pressed twice does it once, also before the page was drawn again', async () => {
  let done = 0;
  const { run: pressed } = action;
  await act(async () => {
    for (let press = 0; press < 2; press += 1) pressed(async () => (done += 1));
  });
  expect(done).toBe(1);
  expect(action.busy).toBe(false);
});

test('while it is under way the button is busy', async () => {
  let finish: () => void = () => undefined;
  await run(() => new Promise<void>((done) => (finish = done)));
  expect(action.busy).toBe(true);
  await act(async () => finish());
  expect(action.busy).toBe(false);
});

test('what went wrong is said with its code, and gone with the next try', async () => {
  await run(fails(Object.assign(new Error('taken'), { sentence: 'This name is taken.', code: 'login_taken' })));
  expect(action).toMatchObject({ busy: false, trouble: 'This name is taken.', code: 'login_taken' });
  await run(async () => undefined);
  expect(action).toMatchObject({ trouble: null, code: null });
});

test('a fault without a sentence gets the one of the page', async () => {
  await run(fails(new TypeError('x is undefined')));
  expect(action).toMatchObject({ trouble: 'That did not work.', code: null });
});

test('what has to be put right first is said without a try, until it is', async () => {
  await act(async () => action.say('Please enter your name.', 'no_name'));
  expect(action).toMatchObject({ busy: false, trouble: 'Please enter your name.', code: 'no_name' });
  await act(async () => action.say(null));
  expect(action).toMatchObject({ trouble: null, code: null });
});
