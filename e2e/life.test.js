// The life of a listing in a real browser, on both databases: a provider on a phone, a moderator by keyboard, a family.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startPostgres } from './postgres.js'
import { startSite } from './site.js'

const phone = { viewport: { width: 320, height: 640 } }

async function withSite (kind, story) {
  const postgres = kind === 'PostgreSQL' ? await startPostgres() : null
  const site = await startSite(postgres ? { LOCAL_OFFER_DATABASE: postgres.address } : {})
  try {
    await story(site)
  } finally {
    await site.stop()
    await postgres?.stop()
  }
}

/// The newest message of the demo's outbox with this subject, and the path of a link in it.
async function linkIn (site, subject, starts) {
  const page = await site.person('')
  await page.goto(site.at('/demo/outbox'))
  const message = page.locator('h2', { hasText: subject }).first().locator('xpath=following-sibling::div[1]')
  const body = await message.innerText()
  await page.context().close()
  const found = body.split(/\s+/).find(word => word.includes(starts))
  assert.ok(found, `no ${starts} in ${body}`)
  return new URL(found).pathname + new URL(found).search
}

/// Open a page until it says this: a change shows within a second.
async function until (page, path, words) {
  for (let tries = 0; tries < 20; tries++) {
    await page.goto(path)
    if ((await page.locator('body').innerText()).includes(words)) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.fail(`${path} does not say "${words}": ${await page.locator('main').innerText()}`)
}

async function decide (page, site, name, choice, fill = {}) {
  await page.goto(site.at('/manage/queue'))
  await page.getByRole('link', { name }).first().click()
  // By keyboard: to the choice, then to the button.
  await page.getByLabel(choice).focus()
  await page.keyboard.press('Space')
  for (const [label, text] of Object.entries(fill)) await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Decide' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Decided' }).first().waitFor()
}

for (const kind of ['SQLite', 'PostgreSQL']) {
  describe(kind, () => {
    for (const javaScriptEnabled of [true, false]) {
      test(`a listing lives ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, { timeout: 120_000 }, async () => {
        await withSite(kind, async site => {
          const amina = await site.person('', { ...phone, javaScriptEnabled })
          const robin = await site.person('Robin', { javaScriptEnabled })
          const family = await site.person('', { ...phone, javaScriptEnabled })
          await amina.goto(site.at('/apply'))
          await amina.getByLabel('Your name').fill('Amina')
          await amina.getByLabel('Your email address').fill('amina@example.org')
          await amina.getByRole('button', { name: 'Start' }).click()
          await amina.getByRole('link', { name: 'Your organisation' }).click()
          await amina.getByLabel('Name of the organisation').fill('Preston Chess')
          await amina.getByRole('button', { name: 'Save and carry on' }).click()
          await amina.getByLabel('Name', { exact: true }).fill('Quiet chess')
          await amina.getByLabel('One plain sentence').fill('Chess in a quiet room.')
          await amina.getByRole('button', { name: 'Save and come back later' }).click()
          // She comes back another day by the link in the message.
          const link = await linkIn(site, 'Your application', '/apply/')
          await amina.goto(site.at(`${link}/who`))
          await amina.getByLabel('Youngest age').fill('8')
          await amina.getByLabel('Oldest age').fill('16')
          await amina.getByRole('button', { name: 'Save and carry on' }).click()
          await amina.goto(site.at(`${link}/contact`))
          await amina.getByLabel('Telephone').first().fill('01632 960701')
          await amina.getByRole('button', { name: 'Save and carry on' }).click()
          await amina.goto(site.at(`${link}/check`))
          for (const box of await amina.locator('input[name=agreed]').all()) await box.check()
          await amina.getByRole('button', { name: 'Agree and send' }).click()
          await amina.getByText('We have it').waitFor()

          await decide(robin, site, 'Quiet chess', 'Return it with the remarks', { 'What you want to say: about all of it, or the reason': 'Say when you meet.' })
          await amina.goto(site.at(link))
          await amina.getByText('Say when you meet.').waitFor()
          await amina.goto(site.at(`${link}/when`))
          await amina.getByLabel('Monday').first().check()
          await amina.getByLabel('Opens').first().fill('4.30pm')
          await amina.getByRole('button', { name: 'Save and carry on' }).click()
          await amina.goto(site.at(`${link}/check`))
          for (const box of await amina.locator('input[name=agreed]').all()) await box.check()
          await amina.getByRole('button', { name: 'Agree and send' }).click()
          await decide(robin, site, 'Quiet chess', 'Publish all of it')
          await until(family, site.at('/services/quiet-chess'), 'Monday')

          await amina.goto(site.at(await linkIn(site, 'You are invited', '/invitation/')))
          await amina.getByLabel('Your name').fill('Amina')
          await amina.getByLabel('Choose a password').fill('lantern pebble gravy')
          await amina.getByRole('button', { name: 'Accept' }).click()
          await amina.goto(site.at('/sign-in?to=/provide'))
          await amina.getByLabel('Email address').fill('amina@example.org')
          await amina.getByLabel('Password').fill('lantern pebble gravy')
          await amina.getByRole('button', { name: 'Sign in' }).click()
          await amina.getByRole('link', { name: 'Quiet chess' }).click()
          const listing = amina.url()
          await amina.goto(`${listing}/edit/who`)
          await amina.getByLabel('Oldest age').fill('18')
          await amina.getByRole('button', { name: 'Save and carry on' }).click()
          await amina.goto(`${listing}/edit/notice`)
          await amina.getByLabel('Notice').fill('No chess on 24 December.')
          await amina.getByRole('button', { name: 'Save and carry on' }).click()
          await amina.goto(`${listing}/preview`)
          await amina.getByText('This is how families will see it').waitFor()
          await amina.goto(`${listing}/check`)
          await amina.getByRole('button', { name: 'Send' }).click()
          await amina.getByText('Live now').waitFor()
          await until(family, site.at('/services/quiet-chess'), 'No chess on 24 December.')
          assert.match(await family.locator('main').innerText(), /8 to 16/, 'the age waits')
          await decide(robin, site, 'Quiet chess', 'Publish all of it')
          await until(family, site.at('/services/quiet-chess'), '8 to 18')
          await amina.goto(listing)
          await amina.getByRole('button', { name: 'It is all still right' }).click()
          await amina.getByText('Families see that it was checked today').waitFor()

          await family.goto(site.at('/services/quiet-chess'))
          await family.getByRole('link', { name: 'Something is wrong here' }).click()
          await family.getByLabel('The times').check()
          await family.getByRole('button', { name: 'Send', exact: true }).click()
          await family.getByText('Your reference is').waitFor()

          await robin.goto(site.at('/manage/listings?name=quiet+chess'))
          await robin.getByRole('link', { name: 'Quiet chess' }).click()
          const manage = robin.url()
          await robin.getByRole('link', { name: 'Suspend it now' }).click()
          await robin.getByLabel('Reason').fill('Somebody complained.')
          await robin.getByRole('button', { name: 'Suspend it now' }).click()
          await until(family, site.at('/services/quiet-chess'), 'Not shown at the moment')
          await robin.goto(`${manage}/take-down?do=restore`)
          await robin.getByRole('button', { name: 'Show it again' }).click()
          await until(family, site.at('/services/quiet-chess'), '8 to 18')
          await robin.goto(`${manage}/take-down?do=withdraw`)
          await robin.getByLabel('Reason').fill('They have moved away.')
          await robin.getByRole('button', { name: 'Withdraw it' }).click()
          await until(family, site.at('/services/quiet-chess'), 'No longer listed')
        })
      })
    }
  })
}

test('a reminder of the demo is answered from the message, and opening it changes nothing', async () => {
  await withSite('SQLite', async site => {
    let link
    for (let tries = 0; !link; tries++) {
      link = await linkIn(site, 'still right?', '/confirm/').catch(error => { if (tries > 100) throw error })
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    const page = await site.person('', phone)
    await page.goto(site.at(link))
    const before = await page.locator('main p').first().innerText()
    await page.reload()
    assert.equal(await page.locator('main p').first().innerText(), before)
    await page.getByLabel('It is still right').check()
    await page.getByRole('button', { name: 'Carry on' }).click()
    await page.getByText('Families see that').waitFor()
  })
})
