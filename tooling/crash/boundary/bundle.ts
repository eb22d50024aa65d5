import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkout } from '../../first-run/checkout.ts'

/**
 * A process in one file: most of what a strike costs is loading thousands of them. Ours that look for files beside
 * themselves are told where they lay.
 */
export async function bundleTwin(folder: string, entry = 'tooling/crash/boundary/twin.ts'): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(checkout, entry)],
    outdir: folder,
    target: 'bun',
    plugins: [
      {
        name: 'where files lay',
        setup: (build) => {
          build.onLoad({ filter: /\/(?:packages|apps)\/.*\.ts$/ }, async ({ path }) => {
            const text = await Bun.file(path).text()
            return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' }
          })
        },
      },
    ],
  })
  const made = built.outputs.find(({ kind }) => kind === 'entry-point')
  if (made === undefined) throw new Error(`${entry} could not be bundled`)
  return made.path
}
