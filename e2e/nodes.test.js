// Two nodes on one PostgreSQL: what one of them takes away is gone from the other as well.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPostgres } from './postgres.js'
import { startSite } from './site.js'

/// What the other node answers for the page, the search and the API, asked until all three have let go of the listing.
async function gone (page, path, name) {
  const began = performance.now()
  for (let tries = 0; tries < 100; tries++) {
    const answers = await page.evaluate(async ([path, name]) => {
      const question = encodeURIComponent(name)
      const [listing, search, api] = await Promise.all([path, `/find?q=${question}`, `/api/search?q=${question}`].map(address => fetch(address)))
      return { page: listing.status, search: (await search.text()).includes(`href="${path}`), api: (await api.text()).includes(`"${path}`) }
    }, [path, name])
    if (answers.page === 410 && !answers.search && !answers.api) return Math.round(performance.now() - began)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return null
}

test('a listing suspended at one node leaves every other node', async t => {
  const postgres = await startPostgres()
  const nodes = []
  try {
    nodes.push(await startSite({ LOCAL_OFFER_DATABASE: postgres.address }))
    nodes.push(await startSite({ LOCAL_OFFER_DATABASE: postgres.address }))
    const [here, there] = nodes
    const robin = await here.person('Robin Hale')
    const family = await there.person('')
    await family.goto(there.at('/find?q=swimming'))
    const link = family.locator('main h2 a[href^="/services/"], main h3 a[href^="/services/"]').first()
    const [name, path] = [(await link.innerText()).trim(), new URL(await link.evaluate(a => a.href)).pathname]
    const found = await family.evaluate(path => fetch(path).then(answer => answer.status), path)
    assert.equal(found, 200)
    await robin.goto(here.at(`/manage/listings?name=${encodeURIComponent(name)}`))
    await robin.getByRole('link', { name, exact: true }).click()
    await robin.getByRole('link', { name: 'Suspend it now' }).click()
    await robin.getByLabel('Reason').fill('Somebody complained.')
    await robin.getByRole('button', { name: 'Suspend it now' }).click()
    await robin.waitForLoadState()
    const waited = await gone(family, path, name)
    assert.ok(waited !== null, `${path} is still there`)
    t.diagnostic(`gone from the other node ${waited} ms after the page that says so`)
  } finally {
    for (const node of nodes) await node.stop()
    await postgres.stop()
  }
})
