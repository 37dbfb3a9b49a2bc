// SPDX-License-Identifier: AGPL-3.0-or-later
import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface DialogProps {
  title: ComponentChildren;
  open: boolean;
  /** Called for Escape too. */
  onClose: () => void;
  /** The buttons at the foot, the safest first. */
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

/** A question that waits for an answer: the browser's own dialog, so focus and Escape are right. */
export function Dialog({ title, open, onClose, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      shown?.close();
    };
  }, [open]);
  if (!open) return null;
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onCancel={cancel}>
      <h2 id={id} class="dialog-title">
        {title}
      </h2>
      <div class="stack">{children}</div>
      {actions !== undefined && <div class="dialog-actions">{actions}</div>}
    </dialog>
  );
}
