// The program itself, with the demo areas, on a free port and in a folder of its own.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { chromium } from 'playwright-core'

const program = process.env.LOCAL_OFFER_PROGRAM ?? new URL('../target/debug/local-offer', import.meta.url).pathname

// A browser that never calls home: these machines have no way out, and a Local Offer needs none.
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP *.localhost 127.0.0.1']

export async function freePort () {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

export async function startSite (environment = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'local-offer-e2e-'))
  const port = await freePort()
  const server = spawn(program, ['demo', '--listen', `127.0.0.1:${port}`], {
    env: { ...process.env, LOCAL_OFFER_DATABASE: `sqlite://${join(folder, 'e2e.db')}`, LOCAL_OFFER_FILES: join(folder, 'files'), ...environment },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const address = `http://westmere.localhost:${port}`
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    if (answer?.ok) break
    if (tries > 300 || server.exitCode !== null) throw new Error('the site did not start')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet })
  return {
    address,
    browser,
    port,
    /// A path of Westmere, or of another area: `northfell:/find`.
    at (path) {
      const [, area = 'westmere', rest] = path.match(/^(?:(\w+):)?(\/.*)$/)
      return `http://${area}.localhost:${port}${rest}`
    },
    /// Sign in as one of the people of the demo, in a context of their own.
    async person (name, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      const page = await context.newPage()
      if (name) {
        await page.goto(`${address}/demo/people`)
        await page.getByRole('button', { name: new RegExp(`^Sign in as ${name}`) }).click()
      }
      return page
    },
    async stop () {
      await browser.close()
      server.kill('SIGTERM')
      await new Promise(resolve => server.once('exit', resolve))
      await rm(folder, { recursive: true, force: true })
    }
  }
}
