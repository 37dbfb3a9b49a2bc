// SPDX-License-Identifier: AGPL-3.0-or-later
import './choices.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import * as m from '../../messages/index.ts';

export interface Option<V extends string | number> {
  value: V;
  label: string;
  hint?: ComponentChildren;
}

export interface ChoicesProps<V extends string | number> {
  legend: ComponentChildren;
  name?: string | undefined;
  options: readonly Option<V>[];
  /** null: nothing is chosen yet, and nothing is preset. */
  value: V | null;
  onChange: (value: V) => void;
  /** Hides the legend from the eye where the page's heading already says it. */
  legendHidden?: boolean | undefined;
}

/** One of a few, in words: a group of real radio buttons, each as wide as the page. */
export function Choices<V extends string | number>({ options, value, onChange, ...props }: ChoicesProps<V>) {
  const id = useId();
  return (
    <fieldset class="choices">
      <legend class={props.legendHidden === true ? 'only-read-aloud' : 'choices-legend'}>{props.legend}</legend>
      <div class="choices-list">
        {options.map((option) => (
          <label class="choice" key={option.value}>
            <input
              class="choice-mark"
              type="radio"
              name={props.name ?? id}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChange(option.value);
              }}
            />
            <span>
              {option.label}
              {option.hint !== undefined && <span class="choice-hint">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export interface ScaleProps {
  legend: string;
  /** The word at 1 and the word at 5. */
  low: string;
  high: string;
  value: number | null;
  onChange: (value: number | null) => void;
}

const steps = [1, 2, 3, 4, 5] as const;

/** Five steps between two words. No answer is an answer: it can be taken back. */
export function Scale({ legend, low, high, value, onChange }: ScaleProps) {
  const name = useId();
  return (
    <fieldset class="choices scale">
      <legend class="only-read-aloud">{m.ui_scale_aloud({ legend, low, high })}</legend>
      <div class="scale-head">
        <span class="scale-legend" aria-hidden="true">
          {legend}
        </span>
        {value !== null && (
          <button
            type="button"
            class="scale-clear"
            onClick={() => {
              onChange(null);
            }}
          >
            {m.ui_clear()}
            <span class="only-read-aloud">{` ${legend}`}</span>
          </button>
        )}
      </div>
      <div class="scale-line">
        <span class="scale-end" aria-hidden="true">
          {low}
        </span>
        <span class="scale-steps">
          {steps.map((step) => (
            <label class="scale-step" key={step}>
              <input
                class="choice-mark"
                type="radio"
                name={name}
                value={step}
                checked={step === value}
                aria-label={spoken(step, low, high)}
                onChange={() => {
                  onChange(step);
                }}
                onClick={() => {
                  if (step === value) onChange(null);
                }}
              />
            </label>
          ))}
        </span>
        <span class="scale-end" aria-hidden="true">
          {high}
        </span>
      </div>
    </fieldset>
  );
}

function spoken(step: number, low: string, high: string): string {
  if (step === 1) return `1 of 5, ${low}`;
  return step === 5 ? `5 of 5, ${high}` : m.ui_step_of_five({ step: String(step) });
}

export interface ChipsProps {
  legend: ComponentChildren;
  options: readonly string[];
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** Any of several words: a group of checkboxes that look like small stones. */
export function Chips({ legend, options, values, onChange }: ChipsProps) {
  const flip = (word: string) => {
    onChange(values.includes(word) ? values.filter((value) => value !== word) : [...values, word]);
  };
  return (
    <fieldset class="choices">
      <legend class="choices-legend">{legend}</legend>
      <div class="chips-list">
        {options.map((word) => (
          <label class="chip" key={word}>
            <input
              class="chip-mark"
              type="checkbox"
              checked={values.includes(word)}
              onChange={() => {
                flip(word);
              }}
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
