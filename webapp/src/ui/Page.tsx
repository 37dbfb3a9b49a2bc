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
    document.title = props.tab === undefined ? 'Interlude' : `${props.tab} · Interlude`;
    window.scrollTo(0, props.scrolledTo ?? 0);
    if (focus === 'title') heading.current?.focus({ preventScroll: true });
  }, []);
  const hasHead = props.back !== undefined || props.lead !== undefined || props.action !== undefined || titleIn === 'bar';
  return (
    <main class={classes('page', props.wide === true && 'page-wide', props.class)}>
      {hasHead && (
        <header class="page-head not-printed">
          {props.back !== undefined && <Back to={props.back} label={props.backLabel ?? 'Back'} />}
          {props.lead !== undefined && <div class="quiet">{props.lead}</div>}
          {titleIn === 'bar' && <h1 ref={heading} tabIndex={-1} class="page-title-in-bar">{props.title}</h1>}
          {props.action !== undefined && <div class="page-action">{props.action}</div>}
        </header>
      )}
      {titleIn === 'page' && <h1 ref={heading} tabIndex={-1}>{props.title}</h1>}
      <div class="page-body">{props.children}</div>
    </main>
  );
}

function Back({ to, label }: { to: string; label: string }) {
  return (
    <Link href={to} className="page-back">
      <Icon name="back" />
      <span>{label}</span>
    </Link>
  );
}

/** Joins class names, leaving out what does not apply. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
