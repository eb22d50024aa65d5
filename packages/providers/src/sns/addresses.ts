/** Where Amazon publishes the certificates it signs with; in the sandbox, where the look-alike does. */
export function isCertificateUrl(text: string, sandboxUrl: string | undefined): boolean {
  const url = readUrl(text)
  if (url === undefined || !/^\/[\w./-]{1,200}\.pem$/.test(url.pathname) || url.search !== '') return false
  return sandboxUrl === undefined ? /^sns\.[a-z0-9-]{3,40}\.amazonaws\.com$/.test(hostOf(url) ?? '') : url.origin === sandboxUrl
}

/** Where a subscription to this very topic is confirmed: in the region of the topic, and nowhere else. */
export function isSubscribeUrl(text: string, topic: string, sandboxUrl: string | undefined): boolean {
  const url = readUrl(text)
  if (url === undefined || url.searchParams.get('TopicArn') !== topic || url.searchParams.get('Action') !== 'ConfirmSubscription')
    return false
  const region = topic.split(':')[3] ?? ''
  return sandboxUrl === undefined
    ? /^[a-z0-9-]{3,40}$/.test(region) && hostOf(url) === `sns.${region}.amazonaws.com`
    : url.origin === sandboxUrl
}

function readUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.username === '' && url.password === '' ? url : undefined
}

/** The host of an address that is called by https at its usual port. */
function hostOf(url: URL): string | undefined {
  return url.protocol === 'https:' && url.port === '' ? url.hostname : undefined
}
