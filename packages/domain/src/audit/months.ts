/** The first day of the month an instant lies in, UTC, as the partitions are cut. */
export function monthOf(at: Date): string {
  return `${at.toISOString().slice(0, 7)}-01`
}

export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 10)
}

export function startOfMonth(month: string): Date {
  return new Date(`${month}T00:00:00.000Z`)
}
