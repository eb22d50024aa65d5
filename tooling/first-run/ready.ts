/** Waits until the API says that it can serve. While it cannot, says what it answers instead. */
export const waitUntilReady = async (apiUrl: string, isEnding: () => boolean, timeoutMs = 120_000): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  let latest = ''
  while (!isEnding()) {
    try {
      const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(2_000) })
      if (response.ok) return
      latest = `it answers ${response.status}: ${(await response.text()).slice(0, 300)}`
    } catch (error) {
      latest = error instanceof Error ? error.message : String(error)
    }
    if (performance.now() > deadline) throw new Error(`The API was not ready after ${timeoutMs / 1000} s; ${latest}`)
    await Bun.sleep(50)
  }
}

export type Provider = { readonly slot: string; readonly mode: string; readonly note: string }

/** What is live, sandbox or off, as the API sees it; empty where it does not say. */
export const listProviders = async (apiUrl: string): Promise<Provider[]> => {
  try {
    const body: unknown = await (await fetch(`${apiUrl}/readyz?detail=1`, { signal: AbortSignal.timeout(2_000) })).json()
    if (typeof body !== 'object' || body === null || !('providers' in body) || !Array.isArray(body.providers)) return []
    return body.providers.flatMap(toProvider)
  } catch {
    return []
  }
}

const toProvider = (row: unknown): Provider[] => {
  if (typeof row !== 'object' || row === null || !('slot' in row) || !('mode' in row)) return []
  return [{ slot: String(row.slot), mode: String(row.mode), note: 'note' in row && typeof row.note === 'string' ? row.note : '' }]
}
