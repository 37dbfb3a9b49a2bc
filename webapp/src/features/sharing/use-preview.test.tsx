// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';

import { usePreview } from './use-preview.ts';

it('Ana goes back from the preview, and forward again: she was only looking', async () => {
  const place = document.createElement('div');
  let show: (made: string) => void = () => undefined;
  function Page() {
    const shown = usePreview<string>();
    show = shown.show;
    return <p>{shown.preview ?? 'choosing'}</p>;
  }
  await act(() => {
    render(<Page />, place);
  });
  await act(() => {
    show('exactly this');
  });
  expect(place.textContent).toBe('exactly this');
  const moved = async (state: unknown) => {
    history.replaceState(state, '');
    await act(() => {
      window.dispatchEvent(new PopStateEvent('popstate', { state }));
    });
  };
  await moved(null);
  expect(place.textContent).toBe('choosing');
  await moved({ preview: true });
  expect(place.textContent).toBe('exactly this');
});
