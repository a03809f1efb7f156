/** Silence has a shape of its own, so that it never looks like an answer. */
export const NoAnswer = () => (
  <svg
    className="tone-shape tone-shape--neutral"
    width="10"
    height="10"
    viewBox="0 0 10 10"
    aria-hidden="true"
  >
    <path d="M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM2.2 7.8 7.8 2.2" fill="none" strokeWidth="1.5" />
  </svg>
)
