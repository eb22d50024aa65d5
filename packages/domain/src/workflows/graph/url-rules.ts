/** Why an address cannot be called, as far as its text tells; where its name leads is checked again at every call. */
export function urlProblem(written: string): string | undefined {
  let url: URL
  try {
    url = new URL(written)
  } catch {
    return 'it is no address'
  }
  if (url.protocol !== 'https:') return 'only https is called'
  if (url.username !== '' || url.password !== '') return 'it carries a user name or a password'
  if (/[{}]|%7b|%7d/i.test(url.host)) return 'the host must be written out'
  if (url.hash !== '') return 'it has a fragment, which is never sent'
  return hostProblem(url.hostname)
}

function hostProblem(host: string): string | undefined {
  if (host.startsWith('[')) return isPrivateV6(host.slice(1, -1)) ? 'it is an inner address' : undefined
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number)
  if (octets !== undefined) return isPrivateV4(octets) ? 'it is an inner address' : undefined
  const name = host.replace(/\.$/, '')
  if (!name.includes('.')) return 'it is an inner name'
  return /\.(local|localhost|internal|intranet|lan|home|corp|arpa)$/i.test(`.${name}`) ? 'it is an inner name' : undefined
}

function isPrivateV4([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true
  if (a === 100) return b >= 64 && b <= 127
  if (a === 169) return b === 254
  if (a === 172) return b >= 16 && b <= 31
  if (a === 192) return b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99)
  if (a === 198) return b === 18 || b === 19 || (b === 51 && c === 100)
  return a === 203 && b === 0 && c === 113
}

/** Only global unicast (2000::/3) is outside; what carries an IPv4 address in it is refused with the rest. */
function isPrivateV6(host: string): boolean {
  const first = Number.parseInt(host.split(':')[0] ?? '', 16)
  if (!(first >= 0x2000 && first <= 0x3fff)) return true
  return first === 0x2002 || host.startsWith('2001:db8:') || host.startsWith('2001:0:') || host.startsWith('2001::')
}
