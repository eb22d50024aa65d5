/** Goes up by one whenever the settled rows have grown fourfold: then the database looks at its tables again. */
export function growthOf(settledRows: number): number {
  return settledRows < 500 ? 0 : Math.floor(Math.log(settledRows / 500) / Math.log(4)) + 1
}
