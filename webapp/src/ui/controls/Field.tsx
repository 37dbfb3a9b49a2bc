// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './field.css';
import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent, TextareaHTMLAttributes } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import { classes } from '../page/Page.tsx';

interface FieldWords {
  label: string;
  /** What may stand here, said before it is typed. */
  hint?: ComponentChildren;
  /** One sentence: what happened and what to do. */
  error?: string | null | undefined;
}

type InputAttributes = Omit<InputHTMLAttributes, 'label'>;

export interface FieldProps extends FieldWords, InputAttributes {
  /** Called with what stands in the field after each change. */
  onValue?: ((value: string) => void) | undefined;
}

/** One line to type into, with its label above and its hint and error tied to it. */
export function Field({ label, hint, error, onValue, ...input }: FieldProps) {
  const id = useId();
  useFocusAtOnce(id, input.autoFocus === true);
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        type="text"
        {...input}
        {...tied(id, hint, error, input.class)}
        onInput={reporting(onValue, input.onInput)}
      />
    </Labelled>
  );
}

/** A password, hidden until its owner wants to see it. */
export function PasswordField({ label, hint, error, onValue, ...input }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  useFocusAtOnce(id, input.autoFocus === true);
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <div class="field-beside">
        <input
          {...input}
          {...tied(id, hint, error, input.class)}
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          autoCorrect="off"
          spellcheck={false}
          onInput={reporting(onValue, input.onInput)}
        />
        <Button
          kind="quiet"
          aria-pressed={shown}
          onClick={() => {
            setShown(!shown);
          }}
        >
          {shown ? m.phrase_hide() : m.phrase_show()}
        </Button>
      </div>
    </Labelled>
  );
}

/** Browsers heed `autofocus` once, when the page is loaded; a field that comes later has to be helped. */
function useFocusAtOnce(id: string, wanted: boolean): void {
  useEffect(() => {
    if (wanted) document.getElementById(id)?.focus({ preventScroll: true });
  }, []);
}

type TextAreaAttributes = Omit<TextareaHTMLAttributes, 'label'>;

export interface TextAreaProps extends FieldWords, TextAreaAttributes {
  onValue?: ((value: string) => void) | undefined;
}

/**
 * Several lines in the journal's serif.
 *
 * [Note: no autocomplete] A browser keeps what stands in its fields in a plain file, to put it back after a
 * restart. `autocomplete="off"` keeps a person's words out of that file; our own drafts are sealed.
 */
export function TextArea({ label, hint, error, onValue, ...input }: TextAreaProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={3}
        autoComplete="off"
        {...input}
        {...tied(id, hint, error, input.class)}
        onInput={reporting(onValue, input.onInput)}
      />
    </Labelled>
  );
}

function Labelled(props: FieldWords & { id: string; children: ComponentChildren }) {
  const { id, hint, error } = props;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      {present(hint) && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {props.children}
      <div id={`${id}-error`} role="alert">
        {hasText(error) && <p class="field-error">{error}</p>}
      </div>
    </div>
  );
}

function tied(id: string, hint: ComponentChildren, error: string | null | undefined, extra: unknown) {
  const told = [present(hint) && `${id}-hint`, hasText(error) && `${id}-error`].filter((part) => part !== false);
  return {
    id,
    class: classes('field-input', typeof extra === 'string' && extra),
    'aria-describedby': told.length === 0 ? undefined : told.join(' '),
    'aria-invalid': hasText(error) ? ('true' as const) : undefined,
  };
}

function reporting<T extends HTMLInputElement | HTMLTextAreaElement>(
  onValue: ((value: string) => void) | undefined,
  onInput: unknown,
) {
  return (event: TargetedInputEvent<T>) => {
    onValue?.(event.currentTarget.value);
    if (typeof onInput === 'function') (onInput as (event: unknown) => void)(event);
  };
}

function present(hint: ComponentChildren): boolean {
  return hint !== undefined && hint !== null && hint !== false && hint !== '';
}

function hasText(error: string | null | undefined): error is string {
  return typeof error === 'string' && error !== '';
}
