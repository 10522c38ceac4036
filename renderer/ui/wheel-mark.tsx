/** The mark: a ship's wheel seen from above, a ring with eight short spokes, one of them longer. */
export function WheelMark({ size }: { readonly size: number }) {
  const spokes = [0, 45, 90, 135, 180, 225, 270, 315]
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="16" cy="16" r="8.4" strokeWidth="2.4" />
      {spokes.map(angle => (
        <path
          key={angle}
          d={angle === 0 ? 'M16 7.6V.8' : 'M16 7.6V4'}
          strokeWidth="2.4"
          strokeLinecap="round"
          transform={`rotate(${angle} 16 16)`}
        />
      ))}
      <circle cx="16" cy="16" r="2" fill="currentColor" stroke="none" />
    </svg>
  )
}
