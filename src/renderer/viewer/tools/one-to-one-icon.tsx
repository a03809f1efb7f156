/** "1:1" in the weight of the other icons. */
export function OneToOneIcon() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M4 8.5 6.5 6.5v11M16.5 8.5 19 6.5v11M12 10v.01M12 15v.01" strokeWidth="2.2" />
    </svg>
  )
}
