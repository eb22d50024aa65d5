const width = 32

/** One line that is redrawn on a terminal; a plain line now and then where there is none (a log, CI). */
export function progressBar(label: string): { show(done: number, total: number): void; end(note: string): void } {
  let lastPrinted = -1
  return {
    show: (done, total) => {
      const share = total === 0 ? 0 : Math.min(1, done / total)
      const percent = Math.floor(share * 100)
      if (!process.stdout.isTTY) {
        if (percent < lastPrinted + 25 || percent === 100) return
        lastPrinted = percent
        console.log(`  ${label.padEnd(10)} ${percent} %`)
        return
      }
      const filled = Math.round(share * width)
      process.stdout.write(`\r  ${label.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(percent).padStart(3)} % `)
    },
    end: (note) => console.log(`${process.stdout.isTTY ? '\r\u001b[K' : ''}  ${label.padEnd(10)} ${note}`),
  }
}
