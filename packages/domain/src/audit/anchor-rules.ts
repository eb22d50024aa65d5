/** An anchor that is not published a day after it was computed calls for a person. */
export const lateAfterMs = 24 * 3_600_000

export function anchorState(anchor: { computed_at: Date; published_at: Date | null }, now: Date): 'computed' | 'late' | 'published' {
  if (anchor.published_at !== null) return 'published'
  return now.getTime() - anchor.computed_at.getTime() > lateAfterMs ? 'late' : 'computed'
}
