import { newId } from '@mas/kernel'

const sane = /^[\w.:-]{8,100}$/

/** The id under which a request is found in logs, audit and traces: the caller's own where it is harmless. */
export function requestIdOf(header: string | null): string {
  return header !== null && sane.test(header) ? header : newId()
}
