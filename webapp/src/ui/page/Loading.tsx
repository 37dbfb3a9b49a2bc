import './loading.css';

/** Says that something is coming, but only once it has taken a moment: most things have not. */
export function Loading({ children = 'One moment.' }: { children?: string | undefined }) {
  return (
    <p class="waiting quiet" role="status">
      {children}
    </p>
  );
}
