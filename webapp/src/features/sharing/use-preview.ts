// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from 'preact/hooks';

/**
 * A preview with a place of its own in the browser's history: Back leads to what was chosen for it, which stays with
 * the page that calls this.
 */
export function usePreview<T>(): { preview: T | null; show: (made: T) => void; leave: () => void } {
  const [made, setMade] = useState<T | null>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const look = () => {
      setShown(isPreview(history.state));
    };
    window.addEventListener('popstate', look);
    return () => {
      window.removeEventListener('popstate', look);
    };
  }, []);
  return {
    preview: isShown ? made : null,
    show: (next) => {
      setMade(next);
      history.pushState({ preview: true }, '');
      setShown(true);
    },
    leave: () => {
      history.back();
    },
  };
}

function isPreview(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'preview' in state;
}
