// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect } from 'preact/hooks';

/**
 * Does something now and again while a page that waits for somebody is on the screen.
 *
 * Failures are let go: the next turn comes, and the page has its own way to say what is wrong.
 *
 * @param seconds the pause between two turns; null: not now.
 */
export function usePolling(action: () => Promise<unknown>, seconds: number | null): void {
  useEffect(() => {
    if (seconds === null) return undefined;
    const turn = () => {
      if (!document.hidden) action().catch(() => undefined);
    };
    turn();
    const again = setInterval(turn, seconds * 1000);
    return () => {
      clearInterval(again);
    };
  }, [seconds]);
}
