import type { z } from 'zod'

type ZodIssue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** What a schema found wrong, each at its own place: of a choice between shapes the nearest one speaks, not "invalid input" at the top. */
export function flatIssues(issues: readonly ZodIssue[], at: Path = []): { path: Path; message: string }[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path]
    if (issue.code === 'invalid_key') return [{ path, message: issue.issues.map(({ message }) => message).join(', ') || issue.message }]
    if (issue.code !== 'invalid_union') return [{ path, message: issue.message }]
    const [nearest] = issue.errors.filter((errors) => farOff(errors) < top).toSorted((a, b) => farOff(a) - farOff(b))
    return nearest === undefined ? [{ path, message: noneOf(issue.errors) }] : flatIssues(nearest, path)
  })
}

const top = 100
/** How far what was written is from a shape: of another type it is not that shape at all. */
function farOff(errors: readonly ZodIssue[]): number {
  return errors.reduce((sum, { code, path }) => {
    if (path.length === 0 && (code === 'invalid_type' || code === 'invalid_union')) return sum + top
    return sum + (path.length === 0 && code === 'unrecognized_keys' ? top / 2 : 1)
  }, 0)
}

/** None of the shapes is near: all of them are named by what they want. */
function noneOf(alternatives: readonly (readonly ZodIssue[])[]): string {
  const wanted = alternatives.flatMap((errors) =>
    errors.map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`)),
  )
  return [...new Set(wanted)].slice(0, 5).join('; or ')
}
