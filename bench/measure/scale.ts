const names = ['quick', 'standard', 'full'] as const
export type Scale = (typeof names)[number]

/** How much a row measures: `bench/main.ts` hands it down from `--quick` and `--full`. */
export const scale: Scale = names.find((one) => one === Bun.env['MAS_BENCH_SCALE']) ?? 'standard'

/** The size for this run; a row whose sizes do not grow with `--full` names two. */
export function sized<T>(sizes: { readonly quick: T; readonly standard: T; readonly full?: T }): T {
  return scale === 'full' ? (sizes.full ?? sizes.standard) : sizes[scale]
}
