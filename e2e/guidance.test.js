// What a family is entitled to, as it looks it up: by keyboard, without JavaScript, on paper; and how an officer writes it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSite } from './site.js'

let site
before(async () => { site = await startSite() })
after(async () => { await site?.stop() })

const small = { width: 320, height: 640 }

test('a parent without JavaScript reads a guide step by step and keeps Easy Read', async () => {
  const context = await site.browser.newContext({ viewport: small, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.address}/guides`)
  await page.getByRole('link', { name: 'Asking for an EHC needs assessment' }).click()
  await page.getByRole('link', { name: /How to ask/ }).last().click()
  await assert.doesNotReject(page.getByText('Step 2 of 4').waitFor())
  await page.goto(`${site.address}/guides/ehc-plans`)
  await page.getByRole('link', { name: 'Easy Read' }).click()
  await page.getByRole('button', { name: 'Always show me “Easy Read” where there is one' }).click()
  await page.goto(`${site.address}/guides/complaints`)
  assert.match(await page.locator('h1').innerText(), /Easy Read/)
  assert.ok(await page.locator('img.lo-picture').first().evaluate(image => image.naturalWidth > 0), 'the picture is there')
  await page.getByRole('button', { name: 'Always show me the page itself' }).click()
  assert.doesNotMatch(await page.locator('h1').innerText(), /Easy Read/)
  await page.getByRole('button', { name: 'Yes' }).click()
  await page.getByText('Thank you for telling us.').waitFor()
  await context.close()
})

test('the timeline is worked out by keyboard alone', async () => {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(`${site.address}/ehc-timeline`)
  const tabTo = async (description) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab')
      const label = await page.evaluate(() => [document.activeElement.labels?.[0]?.textContent, document.activeElement.textContent].filter(Boolean).join(' ').trim())
      if (description.test(label)) return
    }
    assert.fail(`no ${description} by keyboard`)
  }
  await tabTo(/^I have asked for an EHC needs assessment/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/place=asked/)
  await tabTo(/get the request/)
  await page.keyboard.type('3 September 2026')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Thursday 15 October 2026/ }).waitFor()
  await tabTo(/How this is counted/)
  await page.keyboard.press('Enter')
  assert.ok(await page.locator('details[open]').first().isVisible())
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.getByRole('heading', { name: /Thursday 21 January 2027/ }).isVisible())
  assert.ok(await page.getByRole('button', { name: 'Show the timeline' }).isHidden())
  await context.close()
})

test('four settings side by side are a table on paper and cards on a phone', async () => {
  const context = await site.browser.newContext({ viewport: small, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.address}/settings/brunsley-high-school`)
  await page.getByRole('link', { name: 'Compare it with other schools and settings' }).click()
  for (const name of ['Peelbank High School', 'Calderholt Academy', 'Thistlewood Lea School']) {
    await page.getByLabel('Add one: its name or town').fill(name.split(' ')[0])
    await page.getByRole('button', { name: 'Look it up' }).click()
    await page.getByRole('link', { name, exact: true }).first().click()
  }
  assert.equal(await page.locator('thead th').count(), 4)
  const cell = page.locator('td.govuk-table__cell[data-name="Peelbank High School"]').first()
  assert.ok(await cell.locator('.lo-compare__name').isVisible(), 'each answer says whose it is')
  await page.getByRole('link', { name: 'Show only the differences' }).click()
  await page.getByText('Not published').first().waitFor()
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.locator('.lo-compare__name').first().isHidden())
  await context.close()
})

for (const javaScriptEnabled of [true, false]) {
  test(`an officer writes news with a preview and publishes it, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const title = `Toy library opens ${javaScriptEnabled ? 'again' : 'twice'}`
    const page = await site.person('Robin', { javaScriptEnabled })
    await page.goto(`${site.address}/manage/guides`)
    await page.getByLabel('Title').fill(title)
    await page.getByLabel('News: what has changed').check()
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('link', { name: 'The text' }).click()
    await page.getByLabel(/What the reader learns/).fill('Borrow toys from Monday.')
    await page.locator('#body').fill('## From Monday\n\nYou can borrow **toys**. Ask the SENCO.')
    await page.getByRole('button', { name: 'Look at it' }).click()
    assert.equal(await page.locator('.lo-rendered strong').innerText(), 'toys')
    assert.match(await page.locator('#body').inputValue(), /borrow \*\*toys\*\*/, 'what was typed stays')
    await page.getByRole('button', { name: 'Save and come back later' }).click()
    await page.getByRole('link', { name: 'Check what you changed, and send it' }).click()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Live now').waitFor()
    // What was published is on every page as soon as the catalogue has followed.
    const link = page.getByRole('link', { name: title })
    for (let looks = 0; looks < 30; looks++) {
      await page.goto(`${site.address}/news`)
      if (await link.count()) break
      await page.waitForTimeout(500)
    }
    await link.click()
    assert.equal(await page.locator('h1').innerText(), title)
    await page.context().close()
  })
}
