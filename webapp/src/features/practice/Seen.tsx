// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Reports when its children have been visible on the screen, or are printed: printing counts as opening.
 *
 * @param pending names what is reported, once for each name; null: nothing is left to report.
 */
export function Seen({
  pending,
  onSeen,
  children,
}: {
  pending: string | null;
  onSeen: () => void;
  children: ComponentChildren;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = place.current;
    if (pending === null || !shown) return undefined;
    const watch = new IntersectionObserver(
      (changes) => {
        if (!changes.some(({ isIntersecting }) => isIntersecting)) return;
        watch.disconnect();
        onSeen();
      },
      { rootMargin: '-8% 0px' },
    );
    watch.observe(shown);
    const printed = () => {
      if (isPrinted(shown)) onSeen();
    };
    window.addEventListener('beforeprint', printed);
    return () => {
      watch.disconnect();
      window.removeEventListener('beforeprint', printed);
    };
  }, [pending]);
  return (
    <div ref={place} class="seen">
      {children}
    </div>
  );
}

/** The content of a closed disclosure is not printed. */
function isPrinted(shown: HTMLElement): boolean {
  return shown.closest('details:not([open])') === null;
}
