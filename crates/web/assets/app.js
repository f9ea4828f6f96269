// Everything works without this file. It only starts the design system's own components.
import { initAll } from './govuk-frontend.js'

initAll()
