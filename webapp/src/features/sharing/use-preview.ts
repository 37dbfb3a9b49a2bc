// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from 'preact/hooks';

/**
 * A preview with an entry of its own in the browser's history: Back returns to the choices made for it, which the
 * calling page keeps.
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
