// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { Memory } from './memory.ts';
import type { Phone } from './phone.ts';

const [phone, tablet] = [{ name: 'phone' }, { name: 'tablet' }] as unknown as [Phone, Phone];

describe('what people would tell of their words', () => {
  test('Ana wrote a word and took it away: it has to stay away', () => {
    const memory = new Memory();
    const text = memory.newText();
    memory.keeps(phone, text)();
    expect(memory.required()).toEqual(['k0001']);

    memory.removes(phone, text).sure = true;
    expect(memory.required()).toEqual([]);
    expect(memory.gone()).toEqual(['k0001']);
  });

  test('a word she took away on one phone while the other wrote it again may come back', () => {
    const memory = new Memory();
    const text = memory.newText();
    memory.keeps(phone, text)();
    memory.removes(phone, text, memory.newText()).sure = true;
    memory.keeps(tablet, text)();
    expect(memory.gone()).toEqual([]);
  });

  test('undoing a deletion writes its words again, whatever another phone had made of them', () => {
    const memory = new Memory();
    const text = memory.newText();
    memory.keeps(phone, text)();
    memory.removes(phone, text, memory.newText()).sure = true;
    const deleted = memory.removes(tablet, text);
    deleted.sure = true;
    expect(memory.gone()).toEqual(['k0001']);

    const isBack = memory.setsOutToTakeBack(deleted);
    expect(memory.gone()).toEqual([]);
    isBack();
    expect(memory.gone()).toEqual([]);
  });

  test('words she took back have to be there again', () => {
    const memory = new Memory();
    const text = memory.newText();
    memory.keeps(phone, text)();
    const deleted = memory.removes(phone, text);
    deleted.sure = true;
    memory.setsOutToTakeBack(deleted)();
    expect(memory.required()).toEqual(['k0001']);
    expect(memory.gone()).toEqual([]);
  });

  test('words another phone has made part of its own text may outlive their deletion', () => {
    const memory = new Memory();
    const text = memory.newText();
    memory.keeps(tablet, text)();
    memory.merges(phone, `${text} ${memory.newText()}`);
    memory.removes(tablet, text).sure = true;
    expect(memory.gone()).toEqual([]);
  });

  test('a phone that took words away cannot bring them back by merging', () => {
    const memory = new Memory();
    const text = memory.newText();
    memory.keeps(tablet, text)();
    memory.removes(tablet, text).sure = true;
    memory.merges(tablet, text);
    expect(memory.gone()).toEqual(['k0001']);
  });

  test('after a restore, words another phone still holds may outlive a deletion; words nobody else has may not', () => {
    const memory = new Memory();
    const [text, alone] = [memory.newText(), memory.newText()];
    memory.keeps(phone, text)();
    memory.keeps(phone, alone)();
    memory.holds(tablet, text);
    memory.holds(phone, alone);
    memory.removes(phone, text).sure = true;
    memory.removes(phone, alone).sure = true;
    expect(memory.gone()).toEqual(['k0002']);
    expect(memory.required()).toEqual([]);
  });

  test('a word that was only tried need not be there', () => {
    const memory = new Memory();
    memory.keeps(phone, memory.newText());
    expect(memory.required()).toEqual([]);
  });
});
