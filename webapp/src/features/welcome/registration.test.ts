// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { asLogin, loginFault } from '../../domain/login.ts';
import { groupsOf, sameGroup } from '../../domain/recovery-code.ts';
import { begun, stepFor } from './registration.ts';

const nothing = begun.value;
const named = { ...nothing, login: 'ana' };
const coded = { ...named, password: 'six words', recoveryCode: 'A1B2-C3D4-E5F6-G7H8-J9K0-MNPQ-RSTV' };

describe('the steps of a registration', () => {
  test('begin with the name', () => {
    expect(stepFor(undefined, nothing)).toBe('name');
  });

  test('cannot be entered in the middle by an address', () => {
    expect(stepFor('again', nothing)).toBe('name');
    expect(stepFor('code', named)).toBe('password');
  });

  test('can be gone back through without losing anything', () => {
    expect(stepFor('password', coded)).toBe('password');
    expect(stepFor('again', coded)).toBe('again');
  });
});

describe('a sign-in name', () => {
  test('is any name, small letters for A to Z only', () => {
    expect(asLogin(' Ana.R@Example.org ')).toBe('ana.r@example.org');
    expect(asLogin('İda')).toBe('İda');
  });

  test('that the server would refuse is refused here first, in a sentence', () => {
    expect(loginFault('ana')).toBeNull();
    expect(loginFault('an')).toMatch(/at least 3/);
    expect(loginFault('ana maria')).toMatch(/only the letters/);
    expect(loginFault('a'.repeat(65))).toMatch(/64/);
  });
});

describe('typing two groups back', () => {
  test('takes small letters, spaces, and the letters people mistake for digits', () => {
    expect(sameGroup('a1b2', 'A1B2')).toBe(true);
    expect(sameGroup('al b2', 'A1B2')).toBe(true);
    expect(sameGroup('j9ko', 'J9K0')).toBe(true);
  });

  test('does not take another group', () => {
    expect(sameGroup('C3D4', 'A1B2')).toBe(false);
    expect(sameGroup('', 'A1B2')).toBe(false);
  });

  test('asks of seven groups of four', () => {
    expect(groupsOf(coded.recoveryCode).map((group) => group.length)).toEqual([4, 4, 4, 4, 4, 4, 4]);
  });
});
