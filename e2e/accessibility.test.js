// Every kind of page: axe, valid HTML, and nothing that runs off a narrow screen or at 400% zoom (320 px).
import { readFile } from 'node:fs/promises'
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { pages, signedIn } from './pages.js'
import { startSite } from './site.js'

let site
before(async () => { site = await startSite() })
after(async () => { await site?.stop() })

const axe = await readFile(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    'long-title': 'off', // names of services are as long as they are
    'no-trailing-whitespace': 'off', // templates leave it, browsers do not mind
    'tel-non-breaking': ['error', { ignoreClasses: ['lo-phone', 'lo-number'] }], // the style sheet keeps it together
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button'] }]
  }
})

/// What is wrong with the page that is open: too wide, or against the rules of accessibility.
async function faults (page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  assert.ok(overflow <= 0, `${overflow} pixels run off the screen`)
  await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true }))
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  }))
  return violations.map(violation => `${violation.id}: ${violation.help}\n    ${violation.nodes.map(node => node.html).slice(0, 3).join('\n    ')}`)
}

async function invalid (html) {
  const report = await validator.validateString(html)
  return report.results.flatMap(result => result.messages).map(message => `${message.line}: ${message.ruleId} ${message.message}`)
}

for (const width of [1280, 320]) {
  describe(`at ${width} pixels`, () => {
    for (const [name, path] of Object.entries(pages)) {
      test(name, async () => {
        const context = await site.browser.newContext({ viewport: { width, height: 900 } })
        const page = await context.newPage()
        const failures = []
        page.on('pageerror', error => failures.push(String(error)))
        page.on('request', request => {
          if (new URL(request.url()).port !== String(site.port)) failures.push(`calls ${request.url()}`)
        })
        await page.goto(site.at(path))
        assert.deepEqual(await faults(page), [])
        assert.deepEqual(failures, [])
        await context.close()
      })
    }
    for (const [name, [who, path, first, then, link]] of Object.entries(signedIn)) {
      test(name, async () => {
        const page = await site.person(who, { viewport: { width, height: 900 } })
        let answer = await page.goto(site.at(path))
        const follow = async found => { answer = await page.goto(await found.first().evaluate(element => element.href)) }
        if (first) await follow(page.locator(first))
        if (link) await follow(page.getByRole('link', { name: link }))
        else if (then) answer = await page.goto(page.url() + then)
        assert.deepEqual(await faults(page), [])
        assert.equal(answer.status(), 200)
        assert.deepEqual(await invalid(await answer.text()), [])
        await page.context().close()
      })
    }
  })
}

describe('the HTML is valid', () => {
  for (const [name, path] of Object.entries(pages)) {
    test(name, async () => {
      const html = await (await fetch(`http://127.0.0.1:${site.port}${path.replace(/^\w+:/, '')}`)).text()
      assert.deepEqual(await invalid(html), [])
    })
  }
})
