/** What a run found: broken promises by the rule they break, and figures worth reading. */
export interface Findings {
  violated(rule: string, what: string): void
  count(figure: string, by?: number): void
  /** A duration; the report tells the median and the longest. */
  took(figure: string, ms: number): void
  readonly violations: ReadonlyMap<string, readonly string[]>
  readonly figures: ReadonlyMap<string, number>
  readonly durations: ReadonlyMap<string, readonly number[]>
}

export function openFindings(): Findings {
  const violations = new Map<string, string[]>()
  const figures = new Map<string, number>()
  const durations = new Map<string, number[]>()
  return {
    violations,
    figures,
    durations,
    violated: (rule, what) => void violations.set(rule, [...(violations.get(rule) ?? []), what]),
    count: (figure, by = 1) => void figures.set(figure, (figures.get(figure) ?? 0) + by),
    took: (figure, ms) => void durations.set(figure, [...(durations.get(figure) ?? []), ms]),
  }
}

/** Every check holds where nothing happened: a run that did not do what it is about found nothing because it looked at nothing. */
export function requireHappened(findings: Findings, ...figures: readonly string[]): void {
  for (const figure of figures)
    if ((findings.figures.get(figure) ?? 0) === 0) findings.violated('the run did what it is about', `${figure}: none`)
}
