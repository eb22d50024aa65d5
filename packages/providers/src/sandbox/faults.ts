export interface PlannedFault<F extends string = string> {
  readonly fault: F
  /** How many more calls it hits. */
  readonly left: number
}

/** The faults that one sandbox can play, and those planned for its next calls. */
export interface Faults<F extends string = string> {
  /** Each fault with a sentence on what it does, for the sandbox page. */
  readonly catalogue: Readonly<Record<F, string>>
  /** Plans a fault for the next `times` calls; plans are played in the order they were made. */
  add(fault: F, times?: number): void
  /** The same for a name that came over the wire; false when the sandbox does not know it. */
  addByName(name: string, times: number): boolean
  /** Uses up the first planned fault, provided it is one of `among`. */
  take(...among: readonly F[]): F | undefined
  list(): readonly PlannedFault<F>[]
  clear(): void
}

/** Fault controls for one sandbox. */
export function createFaults<F extends string>(catalogue: Readonly<Record<F, string>>): Faults<F> {
  let planned: PlannedFault<F>[] = []
  const add = (fault: F, times = 1) => {
    if (times > 0) planned.push({ fault, left: times })
  }
  const isKnown = (name: string): name is F => Object.hasOwn(catalogue, name)
  return {
    catalogue,
    add,
    addByName(name, times) {
      if (!isKnown(name)) return false
      add(name, times)
      return true
    },
    take(...among) {
      const [first, ...rest] = planned
      if (first === undefined || !among.includes(first.fault)) return undefined
      planned = first.left > 1 ? [{ fault: first.fault, left: first.left - 1 }, ...rest] : rest
      return first.fault
    },
    list: () => [...planned],
    clear() {
      planned = []
    },
  }
}
