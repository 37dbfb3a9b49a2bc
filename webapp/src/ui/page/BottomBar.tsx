// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './bottom-bar.css';
import { Link, useLocation } from 'wouter-preact';
import { Icon, type IconName } from './Icon.tsx';

export interface Place {
  href: string;
  word: string;
  icon: IconName;
}

export interface BottomBarProps {
  places: readonly Place[];
  /** The round Write button above the bar, for those who keep a journal. */
  write?: boolean | undefined;
}

/** The places of the app with words under them: at the thumb on a phone, along the top on a desk. */
export function BottomBar({ places, write = false }: BottomBarProps) {
  const [path] = useLocation();
  return (
    <nav class="bottom-bar not-printed" aria-label={m.ui_places()}>
      {write && (
        <Link href="/write" className="write-round">
          <Icon name="write" />
          <span>{m.phrase_write()}</span>
        </Link>
      )}
      <ul class="bottom-bar-places">
        {places.map((place) => (
          <li key={place.href}>
            <Link
              href={place.href}
              className="bottom-bar-place"
              aria-current={path === place.href ? 'page' : undefined}
            >
              <Icon name={place.icon} />
              <span>{place.word}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
