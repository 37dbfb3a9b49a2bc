// SPDX-License-Identifier: AGPL-3.0-or-later
import { decodeQR } from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { modulesOf, pathOf } from './QrCode.tsx';
import { cameraSentence } from './QrScanner.tsx';

/** A whole invite link, about as long as they get. */
const LINK = `https://interlude.practice-lin.example/i#${'Ab0-_'.repeat(31)}`;
const ZOOM = 4;

/** Paints the SVG path as a camera would see it: dark strokes on white. */
function photograph(path: string, side: number) {
  const width = side * ZOOM;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * ZOOM; row < (Number(y) + 1) * ZOOM; row += 1) {
      const from = (row * width + Number(x) * ZOOM) * 4;
      for (let i = from; i < from + Number(length) * ZOOM * 4; i += 4) data.fill(0, i, i + 3);
    }
  }
  return { width, height: width, data };
}

describe('an invite as a QR code', () => {
  it('is read by a camera as the link that was shown', async () => {
    const modules = await modulesOf(LINK);
    expect(decodeQR(photograph(pathOf(modules), modules.length))).toBe(LINK);
  });
});

describe('a camera that stays dark', () => {
  it.each([
    ['NotAllowedError', 'isn’t allowed to use the camera'],
    ['NotFoundError', 'no camera this app can use'],
    ['NotReadableError', 'Another app'],
    ['AbortError', 'didn’t open'],
  ])('%s: says why and leads to pasting the link', (name, words) => {
    const sentence = cameraSentence(new DOMException('', name));
    expect(sentence).toContain(words);
    expect(sentence).toContain('aste the link below');
  });
});
