// What a parent does at eleven at night: without JavaScript, with a keyboard only, on a slow line.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSite } from './site.js'

let site
before(async () => { site = await startSite() })
after(async () => { await site?.stop() })

async function visitor (options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 }, ...options })
  const page = await context.newPage()
  return { context, page }
}

test('a parent without JavaScript searches, narrows, reads a service and gets back', async () => {
  const { context, page } = await visitor({ javaScriptEnabled: false })
  await page.goto(site.address)
  await page.getByLabel('What are you looking for?').fill('respite')
  await page.getByLabel('Postcode or town').fill('burnley')
  await page.getByLabel('Age').fill('9')
  await page.getByRole('button', { name: 'Search' }).click()
  const all = await page.locator('h2#results').innerText()
  await page.getByText('Narrow the results').first().click()
  await page.locator('summary', { hasText: 'Type of need' }).click()
  await page.getByLabel(/^Autism/).check()
  await page.getByRole('button', { name: 'Apply filters' }).click()
  assert.match(page.url(), /q=respite&postcode=burnley&age=9.*need=autism/)
  assert.notEqual(await page.locator('h2#results').innerText(), all)
  await page.getByRole('link', { name: 'Remove the filter Autism' }).click()
  assert.equal(await page.locator('h2#results').innerText(), all)
  const first = page.locator('.lo-results h3 a').first()
  const name = await first.innerText()
  await first.click()
  assert.equal(await page.locator('h1').innerText(), name)
  await page.getByRole('link', { name: 'Find help' }).first().click()
  await context.close()
})

test('everything on the way to a service can be done by keyboard, with the focus in sight', async () => {
  const { context, page } = await visitor({ viewport: { width: 1280, height: 800 } })
  await page.goto(site.address)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to main content')
  const tabTo = async description => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab')
      const here = await page.evaluate(() => {
        const element = document.activeElement
        const box = element.getBoundingClientRect()
        return {
          label: [element.labels?.[0]?.textContent, element.textContent, element.name].filter(Boolean).join(' ').trim(),
          inSight: box.bottom > 0 && box.top < window.innerHeight && box.width > 0
        }
      })
      assert.ok(here.inSight, `the focus on "${here.label}" cannot be seen`)
      if (description.test(here.label)) return
    }
    assert.fail(`no ${description} by keyboard`)
  }
  await tabTo(/looking for/)
  await page.keyboard.type('swimming')
  await page.keyboard.press('Enter')
  await page.waitForURL(/find\?q=swimming/)
  await tabTo(/^Type of need/)
  await page.keyboard.press('Enter')
  await tabTo(/^Autism/)
  await page.keyboard.press('Space')
  await tabTo(/^Apply filters/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/need=autism/)
  await page.locator('.lo-results h3 a').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/services|settings|organisations/)
  await context.close()
})

test('the first page is under 50 KB and nothing moves while it loads', async () => {
  const { context, page } = await visitor()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 50_000, uploadThroughput: 20_000 })
  let bytes = 0
  session.on('Network.loadingFinished', event => { bytes += event.encodedDataLength })
  await page.addInitScript(() => {
    window.moved = 0
    new PerformanceObserver(list => { for (const entry of list.getEntries()) window.moved += entry.value }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(site.address, { waitUntil: 'networkidle' })
  assert.ok(bytes > 5_000 && bytes < 50_000, `${bytes} bytes`)
  assert.ok(await page.evaluate(() => window.moved) < 0.02, 'the layout shifts')
  await context.close()
})

test('results are in the page on a wide screen without opening anything, and in print', async () => {
  const { context, page } = await visitor({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${site.address}/find?q=autism`)
  assert.ok(await page.getByRole('button', { name: 'Apply filters' }).isVisible())
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.getByRole('button', { name: 'Apply filters' }).isHidden())
  assert.ok(await page.locator('.lo-results h3').first().isVisible())
  await context.close()
})

test('a map comes only where tiles are configured, and only then another host is asked', async () => {
  const tiles = await startSite({ LOCAL_OFFER_MAP_TILES: `${site.address}/tiles/{z}/{x}/{y}.png`, LOCAL_OFFER_MAP_ATTRIBUTION: 'Mapmakers' })
  const context = await tiles.browser.newContext()
  const page = await context.newPage()
  const asked = []
  page.on('request', request => { if (request.url().includes('/tiles/')) asked.push(request.url()) })
  await page.goto(`${tiles.address}/services/speech-and-language-therapy`)
  await page.locator('.leaflet-container').waitFor()
  await page.waitForFunction(() => document.querySelectorAll('.leaflet-interactive').length > 0)
  assert.ok(asked.length > 0)
  await context.close()
  await tiles.stop()
})
