/**
 * Headers every answer carries unless its handler said something else: nothing we serve may be framed, sniffed,
 * cached by others or run as a page, apart from the reference pages, which bring their own policy.
 */
export function securityHeaders(publicUrl: string): (headers: Headers) => void {
  const entries = Object.entries({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-site',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  })
  return (headers) => {
    for (const [name, value] of entries) if (!headers.has(name)) headers.set(name, value)
  }
}
