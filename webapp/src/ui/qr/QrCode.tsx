// SPDX-License-Identifier: AGPL-3.0-or-later
import './qr-code.css';
import { useEffect, useState } from 'preact/hooks';

/** The quiet rim around the symbol, in modules. Source: ISO/IEC 18004, 6.3.8. */
const RIM = 4;

/**
 * A QR code as one SVG path, dark on white in both themes because cameras expect it so.
 *
 * The library that makes it is fetched when the first code is shown.
 *
 * @param name what it holds, for those who do not see it; a link to copy belongs beside it.
 */
export function QrCode({ text, name }: { text: string; name: string }) {
  const [modules, setModules] = useState<boolean[][] | null>(null);
  useEffect(() => {
    let wanted = true;
    void modulesOf(text).then((made) => {
      if (wanted) setModules(made);
    });
    return () => {
      wanted = false;
    };
  }, [text]);
  if (!modules) return <div class="qr-code" role="img" aria-label={name} aria-busy="true" />;
  const side = modules.length;
  return (
    <svg class="qr-code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={name} shape-rendering="crispEdges">
      <path class="qr-code-paper" d={`M0 0H${side}V${side}H0Z`} />
      <path class="qr-code-ink" d={pathOf(modules)} />
    </svg>
  );
}

/** The symbol with its rim: rows of modules, true where dark. */
export async function modulesOf(text: string): Promise<boolean[][]> {
  const { encodeQR } = await import('qr');
  return encodeQR(text, 'raw', { ecc: 'medium', border: RIM });
}

/** One stroke for each run of dark modules: a few hundred pieces instead of some thousand. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules
    .map((row, y) =>
      runsOf(row)
        .map(([from, length]) => `M${from} ${y}h${length}v1h-${length}z`)
        .join(''),
    )
    .join('');
}

function runsOf(row: readonly boolean[]): [from: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}
