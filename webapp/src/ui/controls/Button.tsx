// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './button.css';
import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Link, useLocation } from 'wouter-preact';
import { classes } from '../page/Page.tsx';

/** act: the one thing to do here. plain: another. quiet: a way aside. clay: sharing. care: help. */
export type ButtonKind = 'act' | 'plain' | 'quiet' | 'clay' | 'care';

type Attributes = Omit<ButtonHTMLAttributes, 'onClick' | 'type'>;

export interface ButtonProps extends Attributes {
  kind?: ButtonKind | undefined;
  /** While its action is under way: stays focusable, takes no second press. */
  busy?: boolean | undefined;
  wide?: boolean | undefined;
  type?: 'button' | 'submit' | undefined;
  onClick?: ((event: MouseEvent) => void) | undefined;
  children?: ComponentChildren;
}

export function Button({ kind = 'plain', busy = false, wide = false, type = 'button', ...props }: ButtonProps) {
  const { class: extra, onClick, children, ...rest } = props;
  const press = (event: MouseEvent) => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      class={look(kind, wide, extra)}
      aria-disabled={busy ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined}
      onClick={press}
    >
      {children}
    </button>
  );
}

export interface LinkButtonProps {
  href: string;
  kind?: ButtonKind | undefined;
  wide?: boolean | undefined;
  /** Takes the place of this page in the history. */
  replace?: boolean | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

/** A link that looks like a button, because it leads somewhere and does nothing. */
export function LinkButton({ href, kind = 'plain', wide = false, replace = false, ...props }: LinkButtonProps) {
  return (
    <Link href={href} replace={replace} className={look(kind, wide, props.class)}>
      {props.children}
    </Link>
  );
}

/** The way to help, in words, at the top right of every place where one can write. */
export function HelpNow() {
  const [path] = useLocation();
  return (
    <Link href="/help" state={{ from: path }} className="help-now">
      {m.phrase_help_now()}
    </Link>
  );
}

function look(kind: ButtonKind, wide: boolean, extra: unknown): string {
  return classes('button', `button-${kind}`, wide && 'button-wide', typeof extra === 'string' && extra);
}
