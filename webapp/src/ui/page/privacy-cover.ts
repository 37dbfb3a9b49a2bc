// SPDX-License-Identifier: AGPL-3.0-or-later
import './privacy-cover.css';

export interface Sight {
  /** The page cannot be seen any more. */
  hidden: () => void;
  /** It is looked at again; what it shows may be uncovered when this resolves. */
  back: () => Promise<void>;
}

/**
 * Lays plain paper over the page as soon as it may be out of sight, so that a list of open apps shows nothing of it.
 *
 * By an attribute, not by drawing anew: a phone takes its picture in the same moment. Touch devices lose the focus
 * before they hide a page; a desk loses it all day without anybody looking away.
 */
export function coverWhileUnseen(sight: Sight): void {
  const uncover = async () => {
    await sight.back();
    if (isSeen()) delete document.documentElement.dataset.covered;
  };
  const hide = () => {
    cover();
    sight.hidden();
  };
  document.addEventListener('visibilitychange', () => {
    if (isSeen()) void uncover();
    else hide();
  });
  window.addEventListener('pagehide', hide);
  window.addEventListener('pageshow', () => {
    if (isSeen()) void uncover();
  });
  window.addEventListener('blur', () => {
    if (isHeld()) cover();
  });
  // Whatever brings it back: a cover must never stay on a page somebody touches.
  for (const sign of ['focus', 'pointerdown', 'keydown'] as const) {
    window.addEventListener(sign, () => {
      if (isCovered() && isSeen()) void uncover();
    });
  }
}

function cover(): void {
  document.documentElement.dataset.covered = '';
}

const isCovered = (): boolean => document.documentElement.dataset.covered !== undefined;
const isSeen = (): boolean => document.visibilityState === 'visible';
/** In the hand, not on a desk. */
const isHeld = (): boolean => matchMedia('(pointer: coarse)').matches;
