// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './page.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Icon } from './Icon.tsx';

export interface PageProps {
  title: ComponentChildren;
  /** Where "Back" leads; left out where the bottom bar is the way on. */
  back?: string | undefined;
  backLabel?: string | undefined;
  /** What stands at the top left where nothing leads back, such as today's date. */
  lead?: ComponentChildren;
  /** What stands at the top right, most often <HelpNow />. */
  action?: ComponentChildren;
  /** A neutral word for the browser's tab. Never a title or a name: tabs are seen by others. */
  tab?: string | undefined;
  wide?: boolean | undefined;
  /** 'bar' sets the heading small, beside Back: for pages whose words are the largest thing. */
  titleIn?: 'page' | 'bar' | undefined;
  /** 'content' leaves the focus to the page's own field. */
  focus?: 'title' | 'content' | undefined;
  /** How far down the page opens, in CSS pixels: for lists one comes back to. */
  scrolledTo?: number | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

/** One screen: the main landmark with its heading, which takes the focus when the screen opens. */
export function Page({ titleIn = 'page', focus = 'title', ...props }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = props.tab === undefined ? m.phrase_interlude() : `${props.tab} · Interlude`;
    window.scrollTo(0, props.scrolledTo ?? 0);
    if (focus === 'title') heading.current?.focus({ preventScroll: true });
  }, []);
  // With nothing to its left, the heading shares its line with what stands at the right.
  const alone =
    titleIn === 'page' && props.back === undefined && props.lead === undefined && props.action !== undefined;
  const inBar = titleIn === 'bar' || alone;
  const title = (
    <h1 ref={heading} tabIndex={-1} class={titleIn === 'bar' ? 'page-title-in-bar' : undefined}>
      {props.title}
    </h1>
  );
  return (
    <main class={classes('page', props.wide === true && 'page-wide', props.class)}>
      {(inBar || props.back !== undefined || props.lead !== undefined || props.action !== undefined) && (
        <header class="page-head">
          {props.back !== undefined && <Back to={props.back} label={props.backLabel ?? m.phrase_back()} />}
          {props.lead !== undefined && <div class="quiet">{props.lead}</div>}
          {inBar && title}
          {props.action !== undefined && <div class="page-action not-printed">{props.action}</div>}
        </header>
      )}
      {!inBar && title}
      <div class="page-body">{props.children}</div>
    </main>
  );
}

function Back({ to, label }: { to: string; label: string }) {
  return (
    <Link href={to} className="page-back not-printed">
      <Icon name="back" />
      <span>{label}</span>
    </Link>
  );
}

/** Joins class names, leaving out what does not apply. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
